// SPDX-License-Identifier: Apache-2.0
// Ends the process when the managed heap is exhausted, or when the runtime makes no progress. Managed code cannot do that. When an
// allocation fails, the runtime allocates again before it calls a handler of AppDomain.FirstChanceException. That allocation fails too,
// and the runtime recurses into its exception handling, with a full garbage collection at each level.
// The signal handler calls only functions that POSIX declares async-signal-safe (signal-safety(7)).

#define _XOPEN_SOURCE 700

#include <errno.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum {
    // A write of at most PIPE_BUF bytes, which is 4096 on Linux, does not block on a pipe that poll reports as writable (pipe(7)).
    LINE_SIZE = 512,
    // CPU time between two challenges.
    CHALLENGE_MICROSECONDS = 500000,
    // The shortest real time between two challenges.
    MIN_ANSWER_MILLISECONDS = 450,
    // The process ends when this many challenges in a row get no answer: after 2 to 2.5 s of CPU time, which is 10 s with a quarter of a
    // processor. A full collection of the largest heap takes less than half of that.
    MAX_UNANSWERED = 4,
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
static sem_t challenge;
static atomic_int unanswered;
static _Atomic int64_t challenged_at_milliseconds;
static atomic_bool is_watching;

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
    // A write to a full pipe that nobody reads would block forever.
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

// Handles SIGPROF, which the kernel sends after each half second of CPU time. A thread of the runtime answers the challenge with an
// allocation. A process that is stopped, waits, or is slowed down by a CPU quota uses that CPU time later, so the answer comes first.
// Parallel threads use it in less real time, so an answer is also given a minimum of real time.
static void send_challenge(int signal)
{
    (void)signal;
    int saved_errno = errno;
    int64_t now = milliseconds_of(CLOCK_MONOTONIC);
    if (atomic_load(&is_watching) && now - atomic_load(&challenged_at_milliseconds) >= MIN_ANSWER_MILLISECONDS) {
        atomic_store(&challenged_at_milliseconds, now);
        if (atomic_fetch_add(&unanswered, 1) >= MAX_UNANSWERED) {
            end_process(&runtime_stuck);
        }
        sem_post(&challenge);
    }
    errno = saved_errno;
}

static void take_line(struct last_line *line, const char *text, int32_t length)
{
    line->length = (size_t)length < LINE_SIZE ? (size_t)length : LINE_SIZE;
    memcpy(line->text, text, line->length);
}

// Makes a failed allocation end the process. The texts are complete log lines with the reason, and with a time at the offset.
void out_of_memory_arm(int32_t code, const char *failed, int32_t failed_length, const char *stuck, int32_t stuck_length, int32_t offset)
{
    exit_code = code;
    time_offset = (size_t)offset;
    take_line(&allocation_failed, failed, failed_length);
    take_line(&runtime_stuck, stuck, stuck_length);
    atomic_store(&is_armed, true);
}

// Ends the process because an allocation failed. Does not return.
void out_of_memory_exit(void)
{
    end_process(&allocation_failed);
    for (;;) {
        pause();
    }
}

static void set_timer(int microseconds_of_cpu_time)
{
    struct itimerval timer = {.it_interval.tv_usec = microseconds_of_cpu_time, .it_value.tv_usec = microseconds_of_cpu_time};
    setitimer(ITIMER_PROF, &timer, NULL);
}

// Starts to send challenges. Another thread awaits them.
void out_of_memory_watch(void)
{
    sem_init(&challenge, 0, 0);
    atomic_store(&is_watching, true);
    struct sigaction action = {.sa_handler = send_challenge, .sa_flags = SA_RESTART | SA_ONSTACK};
    sigaction(SIGPROF, &action, NULL);
    set_timer(CHALLENGE_MICROSECONDS);
}

// Answers all challenges so far, and waits for the next one. Returns 0 when there will be none.
int32_t out_of_memory_await_challenge(void)
{
    atomic_store(&unanswered, 0);
    while (sem_wait(&challenge) != 0 && errno == EINTR) {
    }
    return atomic_load(&is_watching);
}

void out_of_memory_stop_watching(void)
{
    set_timer(0);
    atomic_store(&is_watching, false);
    sem_post(&challenge);
}
