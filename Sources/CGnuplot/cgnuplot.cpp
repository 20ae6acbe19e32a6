#include "cgnuplot.h"

#include <cassert>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <string>

#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gnuplot-iostream.h>

extern char **environ;

namespace {

struct Failure {
    cgnuplot_outcome outcome;
    std::string words;
};

[[noreturn]] void fail(const std::string &what, int error) {
    throw Failure{CGNUPLOT_BROKEN, what + ": " + std::strerror(error)};
}

/* A file descriptor that is closed when it goes out of scope. */
struct Descriptor {
    int number = -1;
    Descriptor() = default;
    explicit Descriptor(int number) : number(number) {}
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor() { shut(); }
    void shut() {
        if (number >= 0) close(number);
        number = -1;
    }
    int release() {
        int held = number;
        number = -1;
        return held;
    }
};

/* Holds SIGPIPE back on this thread, and swallows the one that a dead reader has caused meanwhile. A program
 * that had one pending before keeps it. */
class NoBrokenPipe {
    sigset_t pipe_only, before;
    bool was_pending;

  public:
    NoBrokenPipe() {
        sigset_t pending;
        sigemptyset(&pipe_only);
        sigaddset(&pipe_only, SIGPIPE);
        sigpending(&pending);
        was_pending = sigismember(&pending, SIGPIPE) == 1;
        pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
    }
    ~NoBrokenPipe() {
        if (!was_pending) {
            const timespec now = {0, 0};
            while (sigtimedwait(&pipe_only, nullptr, &now) == -1 && errno == EINTR) {}
        }
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }
};

/* What a process of gnuplot is started with. */
class Launch {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;

  public:
    Launch(const char *folder, int input, int said) {
        posix_spawn_file_actions_init(&files);
        posix_spawnattr_init(&attributes);
        check(posix_spawn_file_actions_addchdir_np(&files, folder));
        check(posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO));
        check(posix_spawn_file_actions_adddup2(&files, said, STDOUT_FILENO));
        check(posix_spawn_file_actions_adddup2(&files, said, STDERR_FILENO));
        sigset_t none, usual;
        sigemptyset(&none);
        sigemptyset(&usual);
        for (int signal : {SIGINT, SIGPIPE, SIGTERM, SIGQUIT, SIGHUP}) sigaddset(&usual, signal);
        check(posix_spawnattr_setsigmask(&attributes, &none));
        check(posix_spawnattr_setsigdefault(&attributes, &usual));
        check(posix_spawnattr_setpgroup(&attributes, 0));
        check(posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
    }
    ~Launch() {
        posix_spawn_file_actions_destroy(&files);
        posix_spawnattr_destroy(&attributes);
    }
    static void check(int error) {
        if (error != 0) fail("cannot prepare a process", error);
    }

    /* `-d` leaves a user's ~/.gnuplot out, so that a chart is the same for everybody. */
    pid_t start(const char *program) {
        char defaults[] = "-d", input[] = "-";
        std::string name = program;
        char *words[] = {name.data(), defaults, input, nullptr};
        pid_t pid = 0;
        int error = posix_spawnp(&pid, program, &files, &attributes, words, environ);
        if (error == ENOENT) throw Failure{CGNUPLOT_MISSING, "there is no program named " + name};
        if (error != 0) fail("cannot start " + name, error);
        return pid;
    }
};

/* Everything that gnuplot printed, without trailing blank lines. */
std::string read_all(int file) {
    std::string text;
    char block[4096];
    off_t at = 0;
    for (;;) {
        ssize_t count = pread(file, block, sizeof block, at);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        text.append(block, static_cast<size_t>(count));
        at += count;
    }
    while (!text.empty() && std::strchr(" \t\r\n", text.back())) text.pop_back();
    return text;
}

/* Waits for the process to end, and ends it when it is asked to stop or takes too long. */
int await_end(pid_t pid, int (*stop)(void), double seconds, cgnuplot_outcome &ended) {
    using clock = std::chrono::steady_clock;
    const auto began = clock::now();
    ended = CGNUPLOT_DREW;
    for (;;) {
        int status = 0;
        pid_t done = waitpid(pid, &status, ended == CGNUPLOT_DREW ? WNOHANG : 0);
        if (done == pid) return status;
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return 0; /* somebody ignores SIGCHLD: it is gone, and how is not known */
        const double passed = std::chrono::duration<double>(clock::now() - began).count();
        if (stop && stop()) ended = CGNUPLOT_STOPPED;
        else if (passed > seconds) ended = CGNUPLOT_LATE;
        if (ended != CGNUPLOT_DREW) {
            kill(-pid, SIGKILL);
            kill(pid, SIGKILL);
            continue;
        }
        /* a start takes about 10 ms: look often at first */
        const timespec pause = {0, passed < 0.2 ? 1000000L : 20000000L};
        nanosleep(&pause, nullptr);
    }
}

void draw(const char *program, const char *folder, const std::string &script, int (*stop)(void),
          double seconds) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) fail("cannot open a pipe", errno);
    Descriptor input(ends[0]), output(ends[1]);
    Descriptor said(memfd_create("gnuplot", MFD_CLOEXEC));
    if (said.number < 0) fail("cannot keep what gnuplot says", errno);
    /* A pipe as large as the script: writing it cannot block on a gnuplot that has stopped reading. */
    if (script.size() > 60000) fcntl(output.number, F_SETPIPE_SZ, static_cast<int>(script.size() + 65536));

    pid_t pid = Launch(folder, input.number, said.number).start(program);
    input.shut();
    {
        NoBrokenPipe quiet;
        FILE *stream = fdopen(output.number, "w");
        if (stream) {
            output.release();
            /* The library would open gnuplot with popen, through a shell that hides the process and its
             * messages; it takes a stream just as well. */
            Gnuplot gnuplot(stream);
            gnuplot << script << std::flush;
        } else {
            output.shut();
        }
    }
    cgnuplot_outcome ended;
    const int status = await_end(pid, stop, seconds, ended);
    std::string words = read_all(said.number);
    if (ended != CGNUPLOT_DREW) throw Failure{ended, words};
    if (WIFSIGNALED(status)) {
        const std::string signal = std::to_string(WTERMSIG(status));
        words = "gnuplot was ended by signal " + signal + (words.empty() ? "" : ": ") + words;
    } else if (WEXITSTATUS(status) != 0 && words.empty()) {
        words = "gnuplot ended with status " + std::to_string(WEXITSTATUS(status));
    }
    /* Words without an error are warnings, gnuplot's or those of a font library: the picture is there. */
    const bool went_well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!went_well) throw Failure{CGNUPLOT_REFUSED, words};
}

char *copy(const std::string &words) { return strdup(words.empty() ? "stopped" : words.c_str()); }

} // namespace

extern "C" char *cgnuplot_run(const char *program, const char *folder, const char *script, size_t length,
                              int (*stop)(void), double seconds, cgnuplot_outcome *outcome) {
    try {
        draw(program, folder, std::string(script, length), stop, seconds);
        *outcome = CGNUPLOT_DREW;
        return nullptr;
    } catch (const Failure &failure) {
        *outcome = failure.outcome;
        return copy(failure.words);
    } catch (const std::exception &error) {
        *outcome = CGNUPLOT_BROKEN;
        return copy(error.what());
    } catch (...) {
        *outcome = CGNUPLOT_BROKEN;
        return copy("an unknown error");
    }
}

extern "C" void cgnuplot_free(char *message) { free(message); }
