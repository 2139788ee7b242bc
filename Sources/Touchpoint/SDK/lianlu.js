/*! Lianlu browser SDK 1.0.0. No dependencies, ES5.
 *
 * <script>window.lianlu = window.lianlu || []; lianlu.push(['page']);</script>
 * <script async src="https://HOST/sdk/lianlu.js" data-key="BROWSER_KEY"></script>
 *
 * or lianlu.push(['init', { key: 'BROWSER_KEY', host: 'https://HOST', autocapture: true }]).
 * Afterwards lianlu.track('name', {…}), lianlu.identify('user', {…}, userHash), lianlu.page(), lianlu.alias(), lianlu.reset().
 */
(function (w, d) {
  'use strict';
  var VERSION = '1.0.0', MOST = 200, BATCH = 20, BATCH_BYTES = 60000;
  var early = w.lianlu;
  if (early && early.version) return;
  var key, host = '', queue = [], user = {}, timer, sending = false, failures = 0, lastUrl, captures = false, memory = {};
  var CLICKS = ['gdt_vid', 'qz_gdt', 'clickid', 'bd_vid', 'callback', 'ksCallback', 'click_id', 'track_id', 'gclid', 'gbraid', 'wbraid', 'fbclid'];

  // Storage that may be switched off.
  function read(name, session) {
    try { return (session ? w.sessionStorage : w.localStorage).getItem('lianlu_' + name) || memory[name]; } catch (e) { return memory[name]; }
  }
  function write(name, value, session) {
    memory[name] = value;
    try {
      var store = session ? w.sessionStorage : w.localStorage;
      if (value === undefined) store.removeItem('lianlu_' + name); else store.setItem('lianlu_' + name, value);
    } catch (e) { /* kept in memory */ }
  }
  function parse(text, otherwise) {
    try { return JSON.parse(text) || otherwise; } catch (e) { return otherwise; }
  }

  function id() {
    var bytes = [], text = '', i;
    try { bytes = w.crypto.getRandomValues(new Uint8Array(16)); } catch (e) { for (i = 0; i < 16; i++) bytes[i] = Math.random() * 256 | 0; }
    for (i = 0; i < 16; i++) {
      var byte = i === 6 ? bytes[i] & 15 | 64 : i === 8 ? bytes[i] & 63 | 128 : bytes[i];
      text += (i === 4 || i === 6 || i === 8 || i === 10 ? '-' : '') + (byte + 256).toString(16).slice(1);
    }
    return text;
  }

  // The visitor's own id: first-party storage, and a cookie in case storage is cleared.
  function anonymousId() {
    var found = read('id') || (d.cookie.match(/(?:^|; )lianlu_id=([\w-]+)/) || [])[1] || id();
    if (read('id') !== found) keepId(found);
    return found;
  }
  function keepId(value) {
    write('id', value);
    try { d.cookie = 'lianlu_id=' + value + ';path=/;max-age=31536000;samesite=lax' + (w.location.protocol === 'https:' ? ';secure' : ''); } catch (e) { /* storage has it */ }
  }

  // Campaign and click id of the landing page, kept for the visit.
  function touch() {
    var found = {}, any = false, text = w.location.search + '&' + (w.location.hash.split('?')[1] || '');
    text.replace(/[?&]([^=&#]+)=([^&#]*)/g, function (all, name, value) {
      try { value = decodeURIComponent(value.replace(/\+/g, ' ')); } catch (e) { return; }
      var utm = { utm_source: 'source', utm_medium: 'medium', utm_campaign: 'name', utm_content: 'content', utm_term: 'term' }[name];
      if (!value || (!utm && CLICKS.indexOf(name) < 0)) return;
      var part = utm ? 'campaign' : 'click';
      found[part] = found[part] || {};
      found[part][utm || name] = value;
      any = true;
    });
    if (any) write('touch', JSON.stringify(found), true);
    return any ? found : parse(read('touch', true), {});
  }

  function add(event) {
    var from = touch(), url = w.location.href;
    event.messageId = id();
    event.time = new Date().toISOString();
    event.anonymousId = anonymousId();
    if (user.id) { event.userId = user.id; if (user.hash) event.userHash = user.hash; }
    event.context = { url: url, referrer: lastUrl || d.referrer, title: d.title, locale: w.navigator.language, lib: 'lianlu-js', libVersion: VERSION };
    if (from.campaign) event.context.campaign = from.campaign;
    if (from.click) event.context.click = from.click;
    queue.push(event);
    if (queue.length > MOST) queue.splice(0, queue.length - MOST);
    schedule(queue.length >= BATCH && !failures ? 0 : 300);
  }

  function schedule(delay) {
    if (!key || sending || (timer && delay)) return;
    clearTimeout(timer);
    timer = setTimeout(flush, delay);
  }

  function body(events) { return JSON.stringify({ sentAt: new Date().toISOString(), events: events }); }
  function address() { return host + '/api/ingest/events?key=' + encodeURIComponent(key); }
  function batch() {
    var events = queue.slice(0, BATCH);
    while (events.length > 1 && body(events).length > BATCH_BYTES) events = events.slice(0, events.length >> 1);
    return events;
  }

  // text/plain needs no preflight.
  function flush() {
    timer = 0;
    if (!key || sending || !queue.length) return;
    if (w.navigator.onLine === false) return keep();
    var events = batch(), request = new XMLHttpRequest();
    sending = true;
    request.open('POST', address());
    request.setRequestHeader('Content-Type', 'text/plain;charset=UTF-8');
    request.timeout = 20000;
    request.onloadend = function () {
      var status = request.status;
      sending = false;
      if (status && status < 500 && status !== 429 && status !== 408) {
        drop(events);
        failures = 0;
        if (queue.length) schedule(0);
        return;
      }
      // Our overload or no network: keep the events and come back later.
      keep();
      var wait = 0;
      try { wait = +request.getResponseHeader('retry-after') || 0; } catch (e) { /* not exposed */ }
      schedule(Math.max(wait * 1000, Math.min(60000, 1000 * Math.pow(2, failures++))) * (1 + Math.random() / 4));
    };
    request.send(body(events));
  }

  function drop(events) {
    var sent = {}, i;
    for (i = 0; i < events.length; i++) sent[events[i].messageId] = 1;
    queue = queue.filter(function (event) { return !sent[event.messageId]; });
    var kept = parse(read('queue'), []).filter(function (event) { return !sent[event.messageId]; });
    write('queue', kept.length ? JSON.stringify(kept) : undefined);
  }

  // Events that could not be sent wait in storage; message ids make sending one twice harmless.
  function keep() {
    var known = {}, all = parse(read('queue'), []).concat(queue).filter(function (event) {
      return !known[event.messageId] && (known[event.messageId] = 1);
    });
    if (all.length) write('queue', JSON.stringify(all.slice(-MOST)));
  }
  function restore() {
    var known = {}, i;
    for (i = 0; i < queue.length; i++) known[queue[i].messageId] = 1;
    queue = parse(read('queue'), []).filter(function (event) { return !known[event.messageId]; }).concat(queue).slice(-MOST);
  }

  function leave() {
    while (key && queue.length) {
      var events = batch();
      if (!w.navigator.sendBeacon || !w.navigator.sendBeacon(address(), body(events))) return keep();
      drop(events);
    }
  }

  function capture(click) {
    for (var node = click.target, found; node && node.getAttribute; node = node.parentNode) {
      if (node.getAttribute('data-lianlu-ignore') !== null) return;
      var tag = node.tagName.toLowerCase();
      if (!found && (/^(a|button)$/.test(tag) || node.getAttribute('data-lianlu') !== null || node.getAttribute('role') === 'button' || (tag === 'input' && /^(submit|button|image)$/.test(node.type)))) found = node;
    }
    if (!found) return;
    var properties = { tag: found.tagName.toLowerCase(), text: (found.innerText || '').replace(/\s+/g, ' ').trim().slice(0, 64) };
    if (found.id) properties.id = found.id;
    if (found.getAttribute('data-lianlu')) properties.name = found.getAttribute('data-lianlu');
    if (found.href) properties.href = String(found.href).slice(0, 512);
    api.track('$click', properties);
  }

  var api = {
    version: VERSION,
    init: function (options) {
      key = options.key;
      host = (options.host || host).replace(/\/+$/, '');
      user = parse(read('user'), {});
      if (options.autocapture && !captures) {
        captures = true;
        d.addEventListener('click', capture, true);
      }
      restore();
      schedule(queue.length ? 50 : 300);
    },
    page: function (name, properties) {
      if (name && typeof name === 'object') { properties = name; name = undefined; }
      properties = properties || {};
      if (name) properties.name = name;
      add({ type: 'page', properties: properties });
      lastUrl = w.location.href;
    },
    track: function (event, properties) { add({ type: 'track', event: event, properties: properties || {} }); },
    identify: function (userId, traits, userHash) {
      user = { id: String(userId), hash: userHash };
      write('user', JSON.stringify(user));
      add({ type: 'identify', traits: traits || {} });
    },
    alias: function (userId, previousId) {
      var event = { type: 'alias', previousId: previousId || anonymousId() };
      user = { id: String(userId) };
      write('user', JSON.stringify(user));
      add(event);
    },
    reset: function () {
      user = {};
      write('user', undefined);
      keepId(id());
    },
    anonymousId: anonymousId,
    flush: flush,
    push: function (call) { if (api[call[0]]) api[call[0]].apply(api, call.slice(1)); }
  };

  w.addEventListener('pagehide', leave);
  w.addEventListener('online', function () { failures = 0; restore(); schedule(0); });
  d.addEventListener('visibilitychange', function () { if (d.visibilityState === 'hidden') leave(); });

  var script = d.currentScript || d.querySelector('script[data-key][src*="lianlu.js"]');
  w.lianlu = api;
  if (script && script.src) host = script.src.replace(/^(\w+:\/\/[^\/]+).*$/, '$1');
  if (script && script.getAttribute('data-key')) {
    var auto = script.getAttribute('data-autocapture');
    api.init({ key: script.getAttribute('data-key'), host: script.getAttribute('data-host') || host, autocapture: auto !== null && auto !== 'false' });
  }
  if (early && early.length) for (var i = 0; i < early.length; i++) api.push(early[i]);
})(window, document);
