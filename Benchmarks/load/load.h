// A small load generator for HTTP ingestion: raw sockets, keep-alive, unique message ids patched in place.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What to send and how fast; the same for all threads.
struct plan {
    const char *host;
    int port;
    const char *path;
    const char *key;           // source key, sent as Basic user
    int threads;
    int connections;           // over all threads
    int batch;                 // events a request
    uint32_t users;            // population; users are drawn evenly
    double rate;               // events a second over all connections; 0 = as fast as answers come
    double seconds;            // how long to send
    uint64_t events;           // or how many events to send; 0 = no limit
    int backoff_ms;            // pause of a connection after 429 or 503
    uint64_t run;              // makes message ids of different runs different
    int64_t spread_ms;         // event times lie evenly in the last spread_ms
    bool bare;                 // one message as the body instead of {"batch":[…]}
};

// Latency in microseconds, 1/32 relative error.
#define HISTOGRAM_SLOTS 1024
struct histogram {
    uint64_t slots[HISTOGRAM_SLOTS];
    uint64_t count;
    uint64_t max;
};

// What one thread saw.
struct tally {
    uint64_t requests, events_ok, ok, throttled, unavailable, client_error, server_error, broken;
    struct histogram service;   // from the first byte sent to the answer
    struct histogram response;  // from the planned moment to the answer; the same at full speed
    double elapsed;
};

// A request with the places to patch.
struct request {
    char *bytes;
    size_t length;
    size_t *ids, *users, *times, *numbers;  // offsets into bytes, one for each event
    int batch;
};

void request_make(struct request *request, const struct plan *plan);
// Writes fresh message ids from `*next` on, random users, times and numbers.
void request_patch(struct request *request, const struct plan *plan, uint64_t *next, uint64_t *random, int64_t now_ms);

void histogram_add(struct histogram *histogram, uint64_t microseconds);
void histogram_merge(struct histogram *into, const struct histogram *from);
double histogram_milliseconds(const struct histogram *histogram, double quantile);

// Sends until the time or the events are used up, then waits for the answers that are under way.
void worker_run(const struct plan *plan, int thread, int connections, atomic_uint_fast64_t *left, struct tally *tally);

uint64_t now_ns(void);
int64_t wall_ms(void);
