/* What a Lianlu landing page does beyond HTML: countdowns, one submission per press, a bar that leaves when the form is in view. ES5, no dependencies. */
(function (w, d) {
  'use strict';
  function all(what, each) { Array.prototype.forEach.call(d.querySelectorAll(what), each); }
  function two(number) { return (number < 10 ? '0' : '') + number; }

  all('.count[data-until]', function (part) {
    var until = +part.getAttribute('data-until'), face = part.querySelector('time'), days = part.getAttribute('data-days');
    function tick() {
      var left = Math.floor((until - new Date().getTime()) / 1000);
      if (left <= 0) { face.textContent = part.getAttribute('data-over'); return; }
      var day = Math.floor(left / 86400);
      face.textContent = (day ? day + ' ' + days + ' ' : '') + two(Math.floor(left / 3600) % 24) + ':' + two(Math.floor(left / 60) % 60) + ':' + two(left % 60);
      setTimeout(tick, 1000);
    }
    tick();
  });

  // A second press sends nothing; coming back with the back button may send again.
  all('.form form', function (form) {
    form.addEventListener('submit', function (event) {
      if (form.getAttribute('data-sent')) { event.preventDefault(); return; }
      form.setAttribute('data-sent', '1');
      var button = form.querySelector('button');
      setTimeout(function () { if (button) button.disabled = true; }, 0);
    });
    w.addEventListener('pageshow', function () {
      form.removeAttribute('data-sent');
      var button = form.querySelector('button');
      if (button) button.disabled = false;
    });
  });

  var bar = d.querySelector('.bar'), form = d.querySelector('section.form');
  if (bar && form && w.IntersectionObserver && /#/.test(bar.querySelector('a').getAttribute('href'))) {
    new w.IntersectionObserver(function (seen) { bar.className = seen[0].isIntersecting ? 'bar away' : 'bar'; }, { threshold: 0.25 }).observe(form);
  }
  var problem = d.querySelector('.problem');
  if (problem) problem.scrollIntoView({ block: 'center' });
})(window, document);
