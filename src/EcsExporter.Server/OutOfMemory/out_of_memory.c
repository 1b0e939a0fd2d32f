// SPDX-License-Identifier: Apache-2.0
// Ends the process when the managed heap is exhausted, or when the runtime makes no progress. Managed code cannot do that. When an
// allocation fails, the runtime allocates again before it calls a handler of AppDomain.FirstChanceException. That allocation fails too,
// and the runtime recurses into its exception handling, with a full garbage collection at each level.
// Functions that a signal handler calls here are those that POSIX allows there.

#define _XOPEN_SOURCE 700

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum {
    // A write of at most PIPE_BUF bytes, which is 4096 on Linux, does not block on a pipe that poll calls writable.
    LINE_SIZE = 512,
    // Seconds of CPU time without a heartbeat after which the process ends.
    MAX_STRIKES = 3,
    // Of real time, between two strikes.
    MIN_STRIKE_MILLISECONDS = 900,
};

struct last_line {
    char text[LINE_SIZE];
    size_t length;
};

static struct last_line allocation_failed;
static struct last_line runtime_stuck;
static size_t time_offset;
static int exit_code;
static atomic_bool is_armed;
static atomic_flag is_ending = ATOMIC_FLAG_INIT;
static atomic_int strikes;
static _Atomic int64_t last_strike_milliseconds;

void out_of_memory_exit(void);

static int64_t milliseconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void write_digits(char *text, int count, int64_t value)
{
    while (count-- > 0) {
        text[count] = (char)('0' + value % 10);
        value /= 10;
    }
}

// Overwrites the digits of a time such as 2026-11-22T08:06:46.362Z. gmtime_r takes a lock, which the interrupted thread may hold.
static void write_time(char *text)
{
    static const int days_before_month[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    int64_t now = milliseconds_of(CLOCK_REALTIME);
    int64_t day = now / 86400000;
    int year = 1970;
    bool is_leap;
    for (;; year++) {
        is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        if (day < 365 + is_leap) {
            break;
        }
        day -= 365 + is_leap;
    }
    int month = 1;
    while (day >= days_before_month[month] + (is_leap && month >= 2)) {
        month++;
    }
    write_digits(text, 4, year);
    write_digits(text + 5, 2, month);
    write_digits(text + 8, 2, day - days_before_month[month - 1] - (is_leap && month >= 3) + 1);
    write_digits(text + 11, 2, now / 3600000 % 24);
    write_digits(text + 14, 2, now / 60000 % 60);
    write_digits(text + 17, 2, now / 1000 % 60);
    write_digits(text + 20, 3, now % 1000);
}

// Returns only when another thread is already ending the process.
static void end_process(struct last_line *line)
{
    if (atomic_flag_test_and_set(&is_ending)) {
        return;
    }
    // A write to a pipe that is full and that nobody reads would block for ever.
    struct pollfd errors = {.fd = STDERR_FILENO, .events = POLLOUT};
    if (poll(&errors, 1, 0) == 1 && (errors.revents & POLLOUT) != 0) {
        write_time(line->text + time_offset);
        ssize_t written = write(STDERR_FILENO, line->text, line->length);
        (void)written;
    }
    _exit(exit_code);
}

// The runtime calls RhExceptionHandling_FailedAllocation when an object cannot be allocated. That throws an OutOfMemoryException, or an
// OverflowException for a length that no array can have. The linker redirects the call to this function (--wrap).
void __real_RhExceptionHandling_FailedAllocation(void *type, bool is_overflow);

void __wrap_RhExceptionHandling_FailedAllocation(void *type, bool is_overflow);

void __wrap_RhExceptionHandling_FailedAllocation(void *type, bool is_overflow)
{
    if (!is_overflow && atomic_load(&is_armed)) {
        out_of_memory_exit();
    }
    __real_RhExceptionHandling_FailedAllocation(type, is_overflow);
}

// Handles SIGPROF, which the kernel sends after each second of CPU time without a heartbeat. A process that is stopped, that waits, or
// that a CPU quota slows down uses up that second later, and its heart beats first. Threads that run in parallel use it up in less than
// a second, so that a strike needs real time too.
static void add_strike(int signal)
{
    (void)signal;
    int saved_errno = errno;
    int64_t now = milliseconds_of(CLOCK_MONOTONIC);
    if (now - atomic_load(&last_strike_milliseconds) >= MIN_STRIKE_MILLISECONDS) {
        atomic_store(&last_strike_milliseconds, now);
        if (atomic_fetch_add(&strikes, 1) + 1 >= MAX_STRIKES) {
            end_process(&runtime_stuck);
        }
    }
    errno = saved_errno;
}

static void take_line(struct last_line *line, const char *text, int32_t length)
{
    line->length = (size_t)length < LINE_SIZE ? (size_t)length : LINE_SIZE;
    memcpy(line->text, text, line->length);
}

// From now on, a failed allocation ends the process. The texts are whole lines of the log that say why, with a time at the offset.
void out_of_memory_arm(int32_t code, const char *failed, int32_t failed_length, const char *stuck, int32_t stuck_length, int32_t offset)
{
    exit_code = code;
    time_offset = (size_t)offset;
    take_line(&allocation_failed, failed, failed_length);
    take_line(&runtime_stuck, stuck, stuck_length);
    struct sigaction action = {.sa_handler = add_strike, .sa_flags = SA_RESTART | SA_ONSTACK};
    sigaction(SIGPROF, &action, NULL);
    atomic_store(&is_armed, true);
}

// Ends the process because memory could not be had. Does not return.
void out_of_memory_exit(void)
{
    end_process(&allocation_failed);
    for (;;) {
        pause();
    }
}

// A sign of life: another must come within MAX_STRIKES seconds of CPU time, unless 0 is passed, which ends the watch.
void out_of_memory_heartbeat(int32_t is_watching)
{
    struct itimerval each_second = {.it_interval.tv_sec = is_watching, .it_value.tv_sec = is_watching};
    atomic_store(&last_strike_milliseconds, milliseconds_of(CLOCK_MONOTONIC));
    atomic_store(&strikes, 0);
    setitimer(ITIMER_PROF, &each_second, NULL);
}
