#define _GNU_SOURCE
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum state { idle, sending, waiting, pausing, dead };

struct connection {
    int fd;
    enum state state;
    bool again;               // the last answer was 429 or 503: the same bytes go again
    struct request request;
    size_t sent;
    uint64_t planned, began, resume;
    char answer[16384];
    size_t got;
    long body_left;           // −1 until the headers are read
    int status;
    uint32_t interest;
};

uint64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

int64_t wall_ms(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int dial(const struct plan *plan) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)plan->port)};
    inet_pton(AF_INET, plan->host, &address.sin_addr);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return -1;
    }
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static void listen_for(int poll, struct connection *connection, uint32_t events) {
    if (connection->interest == events) return;
    struct epoll_event event = {.events = events, .data.ptr = connection};
    epoll_ctl(poll, connection->interest ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, connection->fd, &event);
    connection->interest = events;
}

static void open_again(int poll, struct connection *connection, const struct plan *plan, struct tally *tally) {
    tally->broken++;
    if (connection->fd >= 0) close(connection->fd);
    connection->interest = 0;
    connection->fd = dial(plan);
    if (connection->fd < 0) {
        connection->state = dead;
        return;
    }
    listen_for(poll, connection, EPOLLIN);
    connection->again = true;
    connection->state = pausing;
    connection->resume = now_ns() + (uint64_t)plan->backoff_ms * 1000000u;
}

static void push(int poll, struct connection *connection, const struct plan *plan, struct tally *tally) {
    while (connection->sent < connection->request.length) {
        ssize_t count = send(
            connection->fd, connection->request.bytes + connection->sent, connection->request.length - connection->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count < 0) {
            if (errno == EAGAIN) {
                listen_for(poll, connection, EPOLLIN | EPOLLOUT);
                connection->state = sending;
                return;
            }
            open_again(poll, connection, plan, tally);
            return;
        }
        connection->sent += (size_t)count;
    }
    listen_for(poll, connection, EPOLLIN);
    connection->state = waiting;
}

static void begin(int poll, struct connection *connection, const struct plan *plan, struct tally *tally, uint64_t planned) {
    connection->sent = 0;
    connection->got = 0;
    connection->body_left = -1;
    connection->began = now_ns();
    connection->planned = planned ? planned : connection->began;
    push(poll, connection, plan, tally);
}

// Reads headers once they are whole: status and length of the body.
static bool headers(struct connection *connection) {
    char *end = memmem(connection->answer, connection->got, "\r\n\r\n", 4);
    if (!end) return false;
    connection->status = atoi(connection->answer + 9);
    long length = 0;
    for (char *line = connection->answer; line < end; line++) {
        if ((line == connection->answer || line[-1] == '\n') && strncasecmp(line, "content-length:", 15) == 0) length = atol(line + 15);
    }
    connection->body_left = length - (long)(connection->got - (size_t)(end + 4 - connection->answer));
    return true;
}

static void finish(struct connection *connection, const struct plan *plan, struct tally *tally) {
    uint64_t now = now_ns();
    tally->requests++;
    connection->again = false;
    connection->state = idle;
    if (connection->status >= 200 && connection->status < 300) {
        tally->ok++;
        tally->events_ok += (uint64_t)plan->batch;
        histogram_add(&tally->service, (now - connection->began) / 1000);
        histogram_add(&tally->response, (now - connection->planned) / 1000);
    } else if (connection->status == 429 || connection->status == 503) {
        if (connection->status == 429) tally->throttled++;
        else tally->unavailable++;
        connection->again = true;
        connection->state = pausing;
        connection->resume = now + (uint64_t)plan->backoff_ms * 1000000u;
    } else if (connection->status < 500) {
        tally->client_error++;
    } else {
        tally->server_error++;
    }
}

static void pull(int poll, struct connection *connection, const struct plan *plan, struct tally *tally) {
    for (;;) {
        // Bodies are only counted; past the headers the buffer is used over and over.
        size_t at = connection->body_left < 0 ? connection->got : 0;
        ssize_t count = recv(connection->fd, connection->answer + at, sizeof connection->answer - at, MSG_DONTWAIT);
        if (count < 0 && errno == EAGAIN) return;
        if (count <= 0) {
            open_again(poll, connection, plan, tally);
            return;
        }
        if (connection->state != waiting && connection->state != sending) continue;
        if (connection->body_left < 0) {
            connection->got += (size_t)count;
            if (!headers(connection)) {
                if (connection->got == sizeof connection->answer) open_again(poll, connection, plan, tally);
                continue;
            }
        } else {
            connection->body_left -= count;
        }
        if (connection->body_left <= 0) {
            finish(connection, plan, tally);
            return;
        }
    }
}

void worker_run(const struct plan *plan, int thread, int count, atomic_uint_fast64_t *left, struct tally *tally) {
    int poll = epoll_create1(0);
    uint64_t random = 0x9E3779B97F4A7C15u * (uint64_t)(thread + 1) ^ plan->run * 2654435761u;
    uint64_t next = (uint64_t)thread << 52;
    struct connection *all = calloc((size_t)count, sizeof *all);
    for (int i = 0; i < count; i++) {
        all[i].fd = dial(plan);
        if (all[i].fd < 0) {
            all[i].state = dead;
            continue;
        }
        request_make(&all[i].request, plan);
        listen_for(poll, &all[i], EPOLLIN);
    }
    uint64_t start = now_ns();
    uint64_t end = start + (uint64_t)(plan->seconds * 1e9);
    // At a rate each thread plans its requests evenly.
    double gap = plan->rate > 0 ? 1e9 * plan->batch * plan->threads / plan->rate : 0;
    double due = (double)start + (plan->threads ? gap * thread / plan->threads : 0);
    bool closing = false;
    uint64_t hard = end + 30000000000u;
    for (;;) {
        uint64_t now = now_ns();
        if (now >= end) closing = true;
        int busy = 0;
        for (int i = 0; i < count; i++) {
            struct connection *connection = &all[i];
            if (connection->state == pausing) {
                if (now < connection->resume) {
                    busy++;
                    continue;
                }
                if (closing && now >= end + 10000000000u) {
                    connection->state = idle;
                    connection->again = false;
                } else {
                    begin(poll, connection, plan, tally, connection->planned);
                }
            }
            if (connection->state == idle && !closing) {
                if (gap > 0 && due > (double)now) continue;
                if (plan->events) {
                    uint64_t rest = atomic_load_explicit(left, memory_order_relaxed);
                    if (rest < (uint64_t)plan->batch) {
                        closing = true;
                        continue;
                    }
                    atomic_fetch_sub_explicit(left, (uint64_t)plan->batch, memory_order_relaxed);
                }
                request_patch(&connection->request, plan, &next, &random, wall_ms());
                begin(poll, connection, plan, tally, gap > 0 ? (uint64_t)due : 0);
                due += gap;
            }
            if (connection->state == sending || connection->state == waiting || connection->state == pausing) busy++;
        }
        if (closing && busy == 0) break;
        if (now > hard) {
            tally->broken += (uint64_t)busy;
            break;
        }
        int wait = 50;
        if (gap > 0 && !closing && busy < count) {
            double pause = (due - (double)now_ns()) / 1e6;
            wait = pause <= 0 ? 0 : pause < 50 ? (int)pause : 50;
            if (wait == 0 && pause > 0.05) {
                struct timespec nap = {0, (long)(pause * 1e6)};
                if (nap.tv_nsec > 200000) nap.tv_nsec = 200000;
                nanosleep(&nap, NULL);
            }
        } else if (plan->backoff_ms < 50) {
            wait = plan->backoff_ms > 0 ? plan->backoff_ms : 1;
        }
        struct epoll_event events[128];
        int ready = epoll_wait(poll, events, 128, wait);
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            if (connection->state == dead) continue;
            if (events[i].events & EPOLLOUT && connection->state == sending) push(poll, connection, plan, tally);
            if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) pull(poll, connection, plan, tally);
        }
    }
    uint64_t finished = now_ns();
    tally->elapsed = (double)((finished < end ? finished : end) - start) / 1e9;
    for (int i = 0; i < count; i++) {
        if (all[i].fd >= 0) close(all[i].fd);
    }
    close(poll);
}
