#include "load.h"

// Below 64 µs one slot a microsecond; above, 32 slots for each doubling.
static int slot(uint64_t microseconds) {
    if (microseconds < 64) return (int)microseconds;
    int power = 63 - __builtin_clzll(microseconds);
    int index = 64 + (power - 6) * 32 + (int)(microseconds >> (power - 5) & 31);
    return index < HISTOGRAM_SLOTS ? index : HISTOGRAM_SLOTS - 1;
}

static double top(int index) {
    if (index < 64) return index + 1;
    int power = (index - 64) / 32 + 6;
    return (double)(((uint64_t)32 + (uint64_t)((index - 64) % 32) + 1) << (power - 5));
}

void histogram_add(struct histogram *histogram, uint64_t microseconds) {
    histogram->slots[slot(microseconds)]++;
    histogram->count++;
    if (microseconds > histogram->max) histogram->max = microseconds;
}

void histogram_merge(struct histogram *into, const struct histogram *from) {
    for (int i = 0; i < HISTOGRAM_SLOTS; i++) into->slots[i] += from->slots[i];
    into->count += from->count;
    if (from->max > into->max) into->max = from->max;
}

double histogram_milliseconds(const struct histogram *histogram, double quantile) {
    uint64_t wanted = (uint64_t)(quantile * (double)histogram->count);
    if (wanted >= histogram->count) return (double)histogram->max / 1000;
    uint64_t seen = 0;
    for (int i = 0; i < HISTOGRAM_SLOTS; i++) {
        seen += histogram->slots[i];
        if (seen > wanted) {
            double value = top(i);
            return (value < (double)histogram->max ? value : (double)histogram->max) / 1000;
        }
    }
    return (double)histogram->max / 1000;
}
