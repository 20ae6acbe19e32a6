#define _GNU_SOURCE
#include "csvparts.h"
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

int parse_decimal(const char *text, int64_t length, double *value) {
    static _Atomic(locale_t) plain;
    char copy[64], *stop;
    while (length > 0 && (*text == ' ' || *text == '\t')) text++, length--;
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) length--;
    if (length == 0 || length >= (int64_t)sizeof copy) return 0;
    for (int64_t k = 0; k < length; k++) {
        char c = text[k];
        if (!((c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E')) return 0;
        copy[k] = c;
    }
    copy[length] = 0;
    if (!plain) plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    *value = strtod_l(copy, &stop, plain);
    return *stop == 0 && isfinite(*value);
}

/* Days from 1970-01-01 (H. Hinnant, chrono-compatible low-level date algorithms). */
static int64_t days_from_civil(int64_t y, int m, int d) {
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year = y - era * 400;
    int64_t day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

static int two(const char *p) {
    return p[0] >= '0' && p[0] <= '9' && p[1] >= '0' && p[1] <= '9' ? (p[0] - '0') * 10 + p[1] - '0' : -1;
}

/* Seconds east of Greenwich of an offset at `at`: Z, +02, -0530, +05:30, or nothing. Returns where it ends. */
static int64_t parse_offset(const char *p, int64_t n, int64_t at, int64_t *east) {
    *east = 0;
    if (at < n && p[at] == 'Z') return at + 1;
    if (at + 3 > n || (p[at] != '+' && p[at] != '-')) return at;
    int hours = two(p + at + 1), minutes = 0, sign = p[at] == '-' ? -1 : 1;
    if (hours < 0 || hours > 14) return at;
    at += 3;
    if (at < n && p[at] == ':') at++;
    if (at + 2 <= n && (minutes = two(p + at)) >= 0 && minutes < 60) at += 2;
    *east = sign * (hours * 3600 + (minutes > 0 ? minutes : 0) * 60);
    return at;
}

/* 2009-04-01, 2009/04/01 12:30, 2009-04-01T12:30:05.25Z, 2009-04-01 12:30:05+02:00: UTC unless it says otherwise. */
static int parse_date(const char *p, int64_t n, int64_t *value) {
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (n < 10 || (p[4] != '-' && p[4] != '/') || p[7] != p[4]) return 0;
    int high = two(p), low = two(p + 2), month = two(p + 5), day = two(p + 8), clock[3] = {0, 0, 0};
    if (high < 0 || low < 0 || month < 1 || month > 12 || day < 1 || day > days[month - 1]) return 0;
    int64_t at = 10, east = 0;
    if (n > 10) {
        if ((p[10] != ' ' && p[10] != 'T') || n < 16) return 0;
        at = 11;
        for (int k = 0; k < 3 && at + 2 <= n; k++) {
            if ((clock[k] = two(p + at)) < 0 || clock[k] > (k ? 60 : 23)) return 0;
            at += 2;
            if (at < n && p[at] == ':' && k < 2) at++;
            else break;
        }
        if (at < n && p[at] == '.') do
                at++;
            while (at < n && p[at] >= '0' && p[at] <= '9');
        at = parse_offset(p, n, at, &east);
    }
    if (at != n) return 0;
    *value = days_from_civil(high * 100 + low, month, day) * 86400 + clock[0] * 3600 + clock[1] * 60 + clock[2];
    *value -= east;
    return 1;
}

int csv_time(const char *text, int64_t length, int64_t *value) {
    double x;
    while (length > 0 && (*text == ' ' || *text == '\t')) text++, length--;
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) length--;
    int64_t from = length > 1 && *text == '-', whole = 0, k = from;
    for (; k < length && k - from < 18 && text[k] >= '0' && text[k] <= '9'; k++)
        whole = whole * 10 + (text[k] - '0');
    if (k == length && length > from) {
        *value = from ? -whole : whole;
        return 1;
    }
    if (parse_date(text, length, value)) return 1;
    if (!parse_decimal(text, length, &x) || fabs(x) > 9e18) return 0;
    *value = (int64_t)floor(x);
    return 1;
}
