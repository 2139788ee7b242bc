// usage: load --port N --key K [--path /v1/batch] [--host 127.0.0.1] [--threads 1] [--connections 32] [--batch 100] [--users 100000]
//             [--rate EVENTS/S] [--seconds 10] [--events N] [--backoff-ms 100] [--run N] [--spread-ms 0] [--bare]
// Prints one JSON object.
#include "load.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct job {
    const struct plan *plan;
    int thread, connections;
    atomic_uint_fast64_t *left;
    struct tally tally;
};

static void *run(void *argument) {
    struct job *job = argument;
    worker_run(job->plan, job->thread, job->connections, job->left, &job->tally);
    return NULL;
}

static void print_latency(const char *name, const struct histogram *histogram) {
    printf(
        "\"%s\":{\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f}", name, histogram_milliseconds(histogram, 0.5),
        histogram_milliseconds(histogram, 0.9), histogram_milliseconds(histogram, 0.99), histogram_milliseconds(histogram, 0.999),
        histogram_milliseconds(histogram, 1));
}

int main(int count, char **arguments) {
    struct plan plan = {
        .host = "127.0.0.1", .path = "/v1/batch", .key = "", .threads = 1, .connections = 32, .batch = 100, .users = 100000, .seconds = 10,
        .backoff_ms = 100, .run = (uint64_t)wall_ms() ^ (uint64_t)getpid() << 20};
    for (int i = 1; i < count; i++) {
        const char *name = arguments[i];
        if (strcmp(name, "--bare") == 0) {
            plan.bare = true;
            continue;
        }
        if (i + 1 >= count) {
            fprintf(stderr, "load: %s needs a value\n", name);
            return 2;
        }
        const char *value = arguments[++i];
        if (strcmp(name, "--host") == 0) plan.host = value;
        else if (strcmp(name, "--port") == 0) plan.port = atoi(value);
        else if (strcmp(name, "--path") == 0) plan.path = value;
        else if (strcmp(name, "--key") == 0) plan.key = value;
        else if (strcmp(name, "--threads") == 0) plan.threads = atoi(value);
        else if (strcmp(name, "--connections") == 0) plan.connections = atoi(value);
        else if (strcmp(name, "--batch") == 0) plan.batch = atoi(value);
        else if (strcmp(name, "--users") == 0) plan.users = (uint32_t)atol(value);
        else if (strcmp(name, "--rate") == 0) plan.rate = atof(value);
        else if (strcmp(name, "--seconds") == 0) plan.seconds = atof(value);
        else if (strcmp(name, "--events") == 0) plan.events = (uint64_t)atoll(value);
        else if (strcmp(name, "--backoff-ms") == 0) plan.backoff_ms = atoi(value);
        else if (strcmp(name, "--run") == 0) plan.run = (uint64_t)atoll(value);
        else if (strcmp(name, "--spread-ms") == 0) plan.spread_ms = atoll(value);
        else {
            fprintf(stderr, "load: unknown option %s\n", name);
            return 2;
        }
    }
    if (plan.port <= 0 || plan.batch < 1 || plan.threads < 1 || plan.connections < plan.threads || (plan.bare && plan.batch != 1)) {
        fprintf(stderr, "load: --port is needed; batch, threads and connections are at least 1; --bare needs --batch 1\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    struct request probe;
    request_make(&probe, &plan);

    atomic_uint_fast64_t left = plan.events;
    struct job *jobs = calloc((size_t)plan.threads, sizeof *jobs);
    pthread_t *threads = calloc((size_t)plan.threads, sizeof *threads);
    for (int i = 0; i < plan.threads; i++) {
        int share = plan.connections / plan.threads + (i < plan.connections % plan.threads ? 1 : 0);
        jobs[i] = (struct job){.plan = &plan, .thread = i, .connections = share, .left = &left};
        pthread_create(&threads[i], NULL, run, &jobs[i]);
    }
    struct tally sum = {0};
    for (int i = 0; i < plan.threads; i++) {
        pthread_join(threads[i], NULL);
        struct tally *one = &jobs[i].tally;
        sum.requests += one->requests;
        sum.events_ok += one->events_ok;
        sum.ok += one->ok;
        sum.throttled += one->throttled;
        sum.unavailable += one->unavailable;
        sum.client_error += one->client_error;
        sum.server_error += one->server_error;
        sum.broken += one->broken;
        histogram_merge(&sum.service, &one->service);
        histogram_merge(&sum.response, &one->response);
        if (one->elapsed > sum.elapsed) sum.elapsed = one->elapsed;
    }
    printf(
        "{\"seconds\":%.3f,\"requests\":%llu,\"events\":%llu,\"ok\":%llu,\"throttled\":%llu,\"unavailable\":%llu,\"clientError\":%llu,\"serverError\":%llu,"
        "\"broken\":%llu,\"requestsPerSecond\":%.1f,\"eventsPerSecond\":%.1f,\"requestBytes\":%zu,\"latencyMs\":{",
        sum.elapsed, (unsigned long long)sum.requests, (unsigned long long)sum.events_ok, (unsigned long long)sum.ok, (unsigned long long)sum.throttled,
        (unsigned long long)sum.unavailable, (unsigned long long)sum.client_error, (unsigned long long)sum.server_error, (unsigned long long)sum.broken,
        (double)sum.ok / sum.elapsed, (double)sum.events_ok / sum.elapsed, probe.length);
    print_latency("service", &sum.service);
    printf(",");
    print_latency("response", &sum.response);
    printf("}}\n");
    return 0;
}
