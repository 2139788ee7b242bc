int lianlu_iconv_placeholder(void);
