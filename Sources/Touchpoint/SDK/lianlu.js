/*! Lianlu browser SDK 1.1.0. No dependencies, ES5.
 *
 * <script>window.lianlu = window.lianlu || []; lianlu.push(['page']);</script>
 * <script async src="https://HOST/sdk/lianlu.js" data-key="BROWSER_KEY"></script>
 *
 * or lianlu.push(['init', { key: 'BROWSER_KEY', host: 'https://HOST', autocapture: true }]).
 * Then lianlu.track('name', {…}), .identify('user', {…}, userHash), .page(), .alias(), .reset().
 *
 * Slots: <div data-lianlu-slot="home_banner"></div>, data-slots="home_popup" on the script for pop-ups, or
 * lianlu.slot('home_popup', { into: element, fallback: {title, …}, render: function (content, decision) {…}, done: function (decision) {…} }).
 */
(function (w, d) {
  'use strict';
  var VERSION = '1.1.0', MOST = 200, BATCH = 20, BATCH_BYTES = 60000;
  var early = w.lianlu;
  if (early && early.version) return;
  var key, host = '', origin, queue = [], user = {}, timer, sending = false, failures = 0, lastUrl, captures = false, memory = {};
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

  // The visitor's own id: a cookie, which a server of ours may have set for this visit already, and first-party storage in case cookies are cleared.
  function anonymousId() {
    var cookie = (d.cookie.match(/(?:^|; )lianlu_id=([\w-]+)/) || [])[1], stored = read('id'), found = cookie || stored || id();
    if (stored !== found || !cookie) keepId(found);
    if (cookie && stored && cookie !== stored) {
      add({ type: 'alias', from: { kind: 'anonymous_id', value: stored }, into: { kind: 'anonymous_id', value: cookie } });
    }
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
    if (origin) { found.origin = origin; any = true; }
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
    if (from.origin) event.context.origin = from.origin;
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

  // ── Slots: what is shown here is decided per visitor; whatever goes wrong or takes too long shows the default. A place inside the page waits 150 ms; a
  // pop-up without a default of the page's own has nothing to flicker and may come later.
  var wait = 150, PATIENCE = 3000;
  // What was shown in the last seconds: its report may still be on its way when the next page asks.
  function lately() {
    var now = new Date().getTime();
    return parse(read('seen'), []).filter(function (one) { return now - one[1] < 5000; });
  }
  function decide(keys, most, done) {
    var request = new XMLHttpRequest(), over = false, question = { anonymousId: anonymousId(), slots: keys, seen: lately().map(function (one) { return one[0]; }), context: { url: w.location.href } };
    if (user.id) { question.userId = user.id; if (user.hash) question.userHash = user.hash; }
    function end(decisions) {
      if (over) return;
      over = true;
      done(decisions);
    }
    setTimeout(function () { end(null); }, most);
    try {
      request.open('POST', host + '/api/decide?key=' + encodeURIComponent(key));
      request.setRequestHeader('Content-Type', 'text/plain;charset=UTF-8');
      request.onload = function () { end(request.status === 200 ? parse(request.responseText, {}).decisions || null : null); };
      request.onerror = function () { end(null); };
      request.send(JSON.stringify(question));
    } catch (e) { end(null); }
  }

  function slot(name, options) {
    options = options || {};
    if (!key) { waiting.push([name, options]); return; }
    decide([name], options.into || options.fallback ? wait : PATIENCE, function (decisions) { present(name, decisions && decisions[0], options); });
  }

  // Every element that names a slot, and the pop-ups of the page.
  function slots(popups) {
    var found = {}, keys = [], i, name, places = d.querySelectorAll('[data-lianlu-slot]');
    for (i = 0; i < places.length; i++) {
      name = places[i].getAttribute('data-lianlu-slot');
      if (!name || keys.length >= 20 && !found[name]) continue;
      if (!found[name]) { found[name] = []; keys.push(name); }
      found[name].push(places[i]);
    }
    if (keys.length) decide(keys, wait, function (decisions) {
      for (var i = 0; i < keys.length; i++) {
        for (var n = 0; n < found[keys[i]].length; n++) present(keys[i], decisions && decisions[i], { into: found[keys[i]][n] });
      }
    });
    for (i = 0; popups && i < popups.length; i++) if (popups[i]) slot(popups[i]);
  }

  function present(name, decision, options) {
    var late = !decision;
    decision = decision || { slot: name, kind: options.into ? 'inline' : 'popup', contentId: null, token: null, reason: 'default', content: null };
    if (!decision.content && options.fallback) { decision.content = options.fallback; decision.reason = 'default'; }
    var content = decision.content, facts = { slot: name, content: decision.contentId, token: decision.token, reason: decision.reason };
    if (late) facts.fallback = true;
    decision.clicked = function () { api.track('$slot_clicked', facts); };
    if (content) {
      var part = options.render ? options.render(content, decision) : draw(content, decision, options.into);
      seen(part || options.into, function () {
        api.track('$slot_shown', facts);
        if (facts.content) write('seen', JSON.stringify(lately().concat([[facts.content, new Date().getTime()]])));
      });
    } else if (late) {
      api.track('$slot_shown', facts);
    }
    if (options.done) options.done(decision);
  }

  // Calls once when the element is in view, or at once where that cannot be known.
  function seen(part, told) {
    if (!part || !part.nodeType || !w.IntersectionObserver) return told();
    var watch = new w.IntersectionObserver(function (list) {
      if (!list[0].isIntersecting) return;
      watch.disconnect();
      told();
    }, { threshold: 0.4 });
    watch.observe(part);
  }

  function make(tag, style, text) {
    var part = d.createElement(tag);
    part.style.cssText = style;
    if (text) part.textContent = text;
    return part;
  }
  function safe(url) { return /^https?:\/\/[^\/]/i.test(url) || /^\/(?![\/\\])/.test(url) ? url : ''; }

  function draw(content, decision, into) {
    var popup = !into, card, shade, before = d.activeElement;
    if (popup && d.querySelector('[data-lianlu-popup]')) return null;
    card = make('div', 'box-sizing:border-box;position:relative;overflow:hidden;border-radius:16px;background:#fff;color:#191f2b;font:16px/1.6 -apple-system,BlinkMacSystemFont,"PingFang SC","Noto Sans CJK SC",sans-serif;text-align:left;' + (popup ? 'width:100%;max-width:360px;max-height:90vh;overflow:auto;box-shadow:0 24px 70px rgba(0,0,0,.3)' : 'box-shadow:inset 0 0 0 1px rgba(25,31,43,.1)'));
    if (content.image) {
      var image = make('img', 'display:block;width:100%;height:auto;border:0');
      image.alt = '';
      image.src = host && content.image.charAt(0) === '/' ? host + content.image : content.image;
      card.appendChild(image);
    }
    var inner = make('div', 'padding:22px');
    if (content.title) inner.appendChild(make('div', 'font-size:20px;line-height:1.4;font-weight:700;padding-right:' + (popup && !content.image ? '28px' : '0'), content.title));
    if (content.text) inner.appendChild(make('div', 'margin-top:8px;color:#596172;white-space:pre-line', content.text));
    if (content.button) {
      var url = safe(content.url || ''), button = make(url ? 'a' : 'button', 'display:block;box-sizing:border-box;width:100%;margin-top:18px;padding:14px;border:0;border-radius:12px;background:#1f4fd8;color:#fff;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer', content.button);
      if (url) { button.href = url; button.rel = 'noopener'; }
      button.setAttribute('data-lianlu-ignore', '');
      button.addEventListener('click', function () { decision.clicked(); if (!url && shade) close(); });
      inner.appendChild(button);
    }
    card.appendChild(inner);
    if (!popup) {
      if (typeof into === 'string') into = d.querySelector(into);
      if (!into) return null;
      into.textContent = '';
      into.appendChild(card);
      return card;
    }
    shade = make('div', 'position:fixed;z-index:2147483000;left:0;top:0;width:100%;height:100%;display:flex;align-items:center;justify-content:center;padding:24px;box-sizing:border-box;background:rgba(15,18,26,.55)');
    shade.setAttribute('data-lianlu-popup', decision.slot);
    shade.setAttribute('role', 'dialog');
    shade.setAttribute('aria-modal', 'true');
    shade.setAttribute('aria-label', content.title || content.button || '');
    var cross = make('button', 'position:absolute;right:10px;top:10px;width:34px;height:34px;border:0;border-radius:50%;background:rgba(255,255,255,.86);color:#191f2b;font:22px/34px sans-serif;padding:0;cursor:pointer', '\u00d7');
    cross.setAttribute('aria-label', '\u5173\u95ed / Close');
    cross.setAttribute('data-lianlu-ignore', '');
    card.appendChild(cross);
    shade.appendChild(card);
    function close() {
      d.removeEventListener('keydown', escape);
      if (shade.parentNode) shade.parentNode.removeChild(shade);
      try { before.focus(); } catch (e) { /* gone */ }
    }
    function escape(event) { if (event.key === 'Escape' || event.keyCode === 27) close(); }
    cross.addEventListener('click', close);
    shade.addEventListener('click', function (event) { if (event.target === shade) close(); });
    d.addEventListener('keydown', escape);
    d.body.appendChild(shade);
    cross.focus();
    return card;
  }

  var waiting = [];
  function ready(call) {
    if (d.readyState === 'loading') d.addEventListener('DOMContentLoaded', call); else call();
  }

  var api = {
    version: VERSION,
    init: function (options) {
      key = options.key;
      host = (options.host || host).replace(/\/+$/, '');
      user = parse(read('user'), {});
      origin = options.origin;
      wait = +options.wait || wait;
      if (options.autocapture && !captures) {
        captures = true;
        d.addEventListener('click', capture, true);
      }
      restore();
      schedule(queue.length ? 50 : 300);
      for (var asked = waiting.splice(0), i = 0; i < asked.length; i++) slot(asked[i][0], asked[i][1]);
      ready(function () { slots(options.slots); });
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
    slot: slot,
    slots: slots,
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
    api.init({ key: script.getAttribute('data-key'), host: script.getAttribute('data-host') || host, autocapture: auto !== null && auto !== 'false', origin: script.getAttribute('data-origin'), wait: script.getAttribute('data-wait'), slots: (script.getAttribute('data-slots') || '').split(' ') });
  }
  if (early && early.length) for (var i = 0; i < early.length; i++) api.push(early[i]);
})(window, document);
