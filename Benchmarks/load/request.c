#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const NAMES[] = {"Product Viewed", "Product Added", "Cart Viewed", "Page Viewed", "Coupon Used", "Product Searched", "Share Clicked", "Video Played"};
static const char HEX[] = "0123456789abcdef";

static void base64(const char *text, char *out) {
    static const char table[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i += 3) {
        uint32_t group = (uint32_t)(unsigned char)text[i] << 16;
        if (i + 1 < length) group |= (uint32_t)(unsigned char)text[i + 1] << 8;
        if (i + 2 < length) group |= (unsigned char)text[i + 2];
        *out++ = table[group >> 18 & 63];
        *out++ = table[group >> 12 & 63];
        *out++ = i + 1 < length ? table[group >> 6 & 63] : '=';
        *out++ = i + 2 < length ? table[group & 63] : '=';
    }
    *out = 0;
}

void request_make(struct request *request, const struct plan *plan) {
    size_t room = (size_t)plan->batch * 520 + 2048;
    char *body = malloc(room);
    size_t used = 0;
    request->batch = plan->batch;
    request->ids = calloc((size_t)plan->batch, sizeof(size_t));
    request->users = calloc((size_t)plan->batch, sizeof(size_t));
    request->times = calloc((size_t)plan->batch, sizeof(size_t));
    request->numbers = calloc((size_t)plan->batch, sizeof(size_t));
    if (!plan->bare) used += (size_t)sprintf(body, "{\"batch\":[");
    for (int i = 0; i < plan->batch; i++) {
        if (i) body[used++] = ',';
        used += (size_t)sprintf(body + used, "{\"type\":\"track\",\"messageId\":\"");
        request->ids[i] = used;
        used += (size_t)sprintf(body + used, "00000000-0000-4000-8000-000000000000\",\"userId\":\"u");
        request->users[i] = used;
        used += (size_t)sprintf(body + used, "00000000\",\"event\":\"%s\",\"timestamp\":\"", NAMES[(unsigned)rand() % 8]);
        request->times[i] = used;
        used += (size_t)sprintf(
            body + used, "2026-01-01T00:00:00.000Z\",\"properties\":{\"product_id\":\"sku-");
        request->numbers[i] = used;
        used += (size_t)sprintf(
            body + used, "0000\",\"category\":\"c%02d\",\"price\":%d.50,\"currency\":\"CNY\",\"referrer\":\"weibo.com/home\",\"position\":%d},\"context\":{\"library\":{\"name\":\"load\",\"version\":\"1.0\"},\"locale\":\"zh-CN\"}}",
            rand() % 40, 10 + rand() % 900, 1 + rand() % 50);
    }
    if (!plan->bare) used += (size_t)sprintf(body + used, "]}");

    char pair[512], encoded[1024], header[2048];
    snprintf(pair, sizeof pair, "%s:", plan->key);
    base64(pair, encoded);
    int head = snprintf(
        header, sizeof header,
        "POST %s HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: lianlu-load/1\r\nContent-Type: application/json\r\nAuthorization: Basic %s\r\nContent-Length: %zu\r\n\r\n",
        plan->path, plan->host, plan->port, encoded, used);
    request->length = (size_t)head + used;
    request->bytes = malloc(request->length);
    memcpy(request->bytes, header, (size_t)head);
    memcpy(request->bytes + head, body, used);
    free(body);
    for (int i = 0; i < plan->batch; i++) {
        request->ids[i] += (size_t)head;
        request->users[i] += (size_t)head;
        request->times[i] += (size_t)head;
        request->numbers[i] += (size_t)head;
    }
}

static inline uint64_t draw(uint64_t *state) {
    uint64_t x = *state;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return *state = x;
}

static inline void digits(char *out, uint32_t value, int width) {
    for (int i = width - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

// Civil date from days since 1970 (proleptic Gregorian).
static void civil(int64_t days, int *year, int *month, int *day) {
    days += 719468;
    int64_t era = days / 146097;
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int)(yoe + era * 400 + (*month <= 2));
}

void request_patch(struct request *request, const struct plan *plan, uint64_t *next, uint64_t *random, int64_t now_ms) {
    for (int i = 0; i < request->batch; i++) {
        // 00000000-0000-4000-8000-000000000000: run in the first eight, number in the last twelve digits.
        char *id = request->bytes + request->ids[i];
        uint64_t number = (*next)++;
        for (int k = 0; k < 8; k++) id[7 - k] = HEX[plan->run >> (4 * k) & 15];
        for (int k = 0; k < 12; k++) id[35 - k] = HEX[number >> (4 * k) & 15];
        for (int k = 0; k < 4; k++) id[12 - k] = HEX[number >> (48 + 4 * k) & 15];

        uint64_t dice = draw(random);
        digits(request->bytes + request->users[i], (uint32_t)((dice >> 32) * plan->users >> 32), 8);
        digits(request->bytes + request->numbers[i], (uint32_t)(dice & 0xFFFF) % 5000, 4);

        int64_t moment = now_ms - (plan->spread_ms ? (int64_t)(draw(random) % (uint64_t)plan->spread_ms) : 0);
        int64_t day_ms = moment % 86400000;
        int year, month, day;
        civil(moment / 86400000, &year, &month, &day);
        char *time = request->bytes + request->times[i];
        digits(time, (uint32_t)year, 4);
        digits(time + 5, (uint32_t)month, 2);
        digits(time + 8, (uint32_t)day, 2);
        digits(time + 11, (uint32_t)(day_ms / 3600000), 2);
        digits(time + 14, (uint32_t)(day_ms / 60000 % 60), 2);
        digits(time + 17, (uint32_t)(day_ms / 1000 % 60), 2);
        digits(time + 20, (uint32_t)(day_ms % 1000), 3);
    }
}
