#include "csv.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* Bytes are read, never mapped: a file that shrinks meanwhile ends early and does not raise SIGBUS. */
enum { PACKED = 1 << 18 };

struct csv_source {
    int file;
    int packing; /* CSV_PLAIN, CSV_ZIP_STORED, or CSV_ZIP_DEFLATED for every inflating one */
    int gzip;
    int begun, ended;
    int32_t error;
    int64_t left; /* packed bytes not yet read, or -1: up to the end of the file */
    int64_t total, taken;
    uint32_t expected, crc;
    z_stream stream;
    unsigned char *packed;
};

/* Reads packed bytes, as many as there are up to `size`. */
static int64_t take(csv_source *s, void *buffer, int64_t size) {
    int64_t done = 0;
    if (s->left >= 0 && size > s->left) size = s->left;
    while (done < size) {
        ssize_t n = read(s->file, (char *)buffer + done, (size_t)(size - done));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            s->error = CSV_IO;
            return -1;
        }
        if (n == 0) break;
        done += n;
    }
    if (s->left >= 0) s->left -= done;
    s->taken += done;
    return done;
}

csv_source *csv_source_open(
    const char *path, int32_t packing, int64_t offset, int64_t size, uint32_t crc, int32_t *error) {
    *error = CSV_IO;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return NULL;
    csv_source *s = calloc(1, sizeof *s);
    unsigned char *packed = malloc(PACKED);
    struct stat about;
    if (!s || !packed || fstat(file, &about) != 0) {
        *error = s && packed ? CSV_IO : CSV_NO_MEMORY;
        goto failed;
    }
    *s = (csv_source){.file = file, .packing = packing, .left = size, .expected = crc, .packed = packed};
    s->total = size >= 0 ? size : about.st_size;
    if (S_ISDIR(about.st_mode)) {
        errno = EISDIR;
        goto failed;
    }
    if (offset > 0 && lseek(file, offset, SEEK_SET) < 0) goto failed;
    posix_fadvise(file, offset, size > 0 ? size : 0, POSIX_FADV_SEQUENTIAL);
    if (packing == CSV_PLAIN) {
        unsigned char magic[2];
        if (pread(file, magic, 2, 0) == 2 && magic[0] == 0x1f && magic[1] == 0x8b) {
            s->packing = CSV_ZIP_DEFLATED;
            s->gzip = 1;
        }
    }
    if (s->packing == CSV_ZIP_DEFLATED && inflateInit2(&s->stream, s->gzip ? 15 + 16 : -15) != Z_OK) {
        *error = CSV_NO_MEMORY;
        goto failed;
    }
    *error = CSV_FINE;
    return s;
failed:
    free(packed);
    free(s);
    close(file);
    return NULL;
}

/* Unpacks the next bytes; gzip files may hold several members one after the other. */
static int64_t unpack(csv_source *s, void *buffer, int64_t size) {
    z_stream *z = &s->stream;
    int64_t done = 0;
    while (done < size && !s->ended) {
        if (z->avail_in == 0) {
            int64_t n = take(s, s->packed, PACKED);
            if (n < 0) return -1;
            if (n == 0) {
                if (s->gzip && !s->begun) {
                    s->ended = 1;
                    break;
                }
                s->error = CSV_TRUNCATED;
                return -1;
            }
            z->next_in = s->packed;
            z->avail_in = (unsigned)n;
        }
        int64_t room = size - done > 1 << 30 ? 1 << 30 : size - done;
        z->next_out = (unsigned char *)buffer + done;
        z->avail_out = (unsigned)room;
        s->begun = 1;
        int answer = inflate(z, Z_NO_FLUSH);
        done += room - z->avail_out;
        if (answer == Z_STREAM_END) {
            if (s->gzip) {
                inflateReset(z);
                s->begun = 0;
            } else {
                s->ended = 1;
            }
        } else if (answer != Z_OK && answer != Z_BUF_ERROR) {
            s->error = answer == Z_MEM_ERROR ? CSV_NO_MEMORY : CSV_CORRUPT;
            return -1;
        }
    }
    return done;
}

int64_t csv_source_read(csv_source *s, void *buffer, int64_t size) {
    if (s->error) return -1;
    if (s->packing == CSV_PLAIN) return take(s, buffer, size);
    int64_t n = s->packing == CSV_ZIP_STORED ? take(s, buffer, size) : unpack(s, buffer, size);
    if (n < 0 || s->gzip) return n;
    for (int64_t at = 0; at < n; at += 1 << 30) {
        int64_t piece = n - at < 1 << 30 ? n - at : 1 << 30;
        s->crc = (uint32_t)crc32(s->crc, (unsigned char *)buffer + at, (unsigned)piece);
    }
    if (n < size) {
        if (s->left > 0) s->error = CSV_TRUNCATED;
        if (s->crc != s->expected) s->error = CSV_CORRUPT;
        if (s->error) return -1;
    }
    return n;
}

int32_t csv_source_error(const csv_source *s) { return s->error; }

double csv_source_part(const csv_source *s) {
    return s->total > 0 ? (s->taken < s->total ? (double)s->taken / (double)s->total : 1) : 1;
}

int64_t csv_source_total(const csv_source *s) { return s->total; }

void csv_source_close(csv_source *s) {
    if (!s) return;
    if (s->packing == CSV_ZIP_DEFLATED) inflateEnd(&s->stream);
    free(s->packed);
    close(s->file);
    free(s);
}
