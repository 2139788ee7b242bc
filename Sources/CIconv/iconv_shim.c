#include "CIconv.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

struct lianlu_iconv {
    iconv_t handle;
};

lianlu_iconv *lianlu_iconv_open(const char *from) {
    iconv_t handle = iconv_open("UTF-8", from);
    if (handle == (iconv_t)-1) return NULL;
    lianlu_iconv *conversion = malloc(sizeof *conversion);
    if (conversion == NULL) {
        iconv_close(handle);
        return NULL;
    }
    conversion->handle = handle;
    return conversion;
}

int lianlu_iconv_step(
    lianlu_iconv *conversion, const uint8_t *in, size_t in_count, uint8_t *out, size_t out_count, size_t *read, size_t *written) {
    char *from = (char *)in;
    char *to = (char *)out;
    size_t from_left = in_count;
    size_t to_left = out_count;
    size_t result = iconv(conversion->handle, &from, &from_left, &to, &to_left);
    *read = in_count - from_left;
    *written = out_count - to_left;
    if (result != (size_t)-1) return LIANLU_ICONV_DONE;
    switch (errno) {
    case E2BIG: return LIANLU_ICONV_FULL;
    case EINVAL: return LIANLU_ICONV_SHORT;
    default: return LIANLU_ICONV_INVALID;
    }
}

void lianlu_iconv_close(lianlu_iconv *conversion) {
    if (conversion == NULL) return;
    iconv_close(conversion->handle);
    free(conversion);
}
