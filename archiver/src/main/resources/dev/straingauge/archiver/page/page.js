(function () {
  'use strict';
  // numbers with their units, so that 388 ms stands before 3.9 s and "> 60 s" after 60 s
  var units = {ns: 1e-9, 'µs': 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, KiB: 1024, MiB: 1048576, GiB: 1073741824, TiB: 1099511627776};
  function key(cell) {
    var text = cell ? cell.textContent.trim() : '';
    var clock = /^(?:(\d+):)?(\d+):(\d\d)$/.exec(text);
    if (clock) return (clock[1] || 0) * 3600 + clock[2] * 60 + +clock[3];
    var match = /^([<>≥]?)\s*([−-]?[\d,]*\.?\d+)\s*([a-zA-Zµ]*)/.exec(text);
    if (!match) return text === '' || text === 'no data' || text === 'n/a' ? null : text.toLowerCase();
    var value = parseFloat(match[2].replace(/,/g, '').replace('−', '-')) * (units[match[3]] || 1);
    return match[1] === '<' ? value - Math.abs(value) * 1e-9 : match[1] ? value + Math.abs(value) * 1e-9 : value;
  }
  function compare(a, b) {
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  document.querySelectorAll('table').forEach(function (table) {
    var body = table.tBodies[0];
    if (!body || body.rows.length < 3) return;
    table.querySelectorAll('th').forEach(function (head, column) {
      function sort() {
        var down = head.getAttribute('aria-sort') === 'ascending';
        table.querySelectorAll('th').forEach(function (other) { other.removeAttribute('aria-sort'); });
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        Array.from(body.rows)
          .map(function (row) { return [key(row.cells[column]), row]; })
          .sort(function (a, b) {
            var order = compare(a[0], b[0]);
            return down && a[0] !== null && b[0] !== null ? -order : order;
          })
          .forEach(function (pair) { body.appendChild(pair[1]); });
      }
      head.tabIndex = 0;
      head.addEventListener('click', sort);
      head.addEventListener('keydown', function (event) { if (event.key === 'Enter') sort(); });
    });
  });
  // the row of a chart's table that stands for the time under the pointer
  var readout = document.createElement('p');
  readout.className = 'r';
  readout.hidden = true;
  document.body.appendChild(readout);
  document.querySelectorAll('figure[data-x]').forEach(function (figure) {
    var svg = figure.querySelector('svg');
    var table = figure.querySelector('details table');
    if (!svg || !table) return;
    var x = figure.dataset.x.split(' ').map(Number);
    var heads = Array.from(table.tHead.rows[0].cells).map(function (cell) { return cell.textContent; });
    var rows = Array.from(table.tBodies[0] ? table.tBodies[0].rows : []);
    var title = svg.querySelector('title').textContent;
    svg.addEventListener('pointermove', function (event) {
      var box = svg.getBoundingClientRect();
      var at = ((event.clientX - box.left) / box.width - x[0]) / x[1];
      var row = at >= 0 && at < 1 ? rows[Math.floor(at * x[2])] : null;
      readout.hidden = !row;
      if (row) {
        readout.textContent = title + ' · ' + heads.map(function (head, i) { return head + ' ' + row.cells[i].textContent; }).join(' · ');
      }
    });
    svg.addEventListener('pointerleave', function () { readout.hidden = true; });
  });
  // #i-7c1e90b40aef or #incident=i-7c1e90b40aef opens that incident
  function open() {
    var match = /(?:^#|[#&]incident=)(i-[0-9a-f]+)/.exec(location.hash);
    var found = match && document.getElementById(match[1]);
    if (found) {
      for (var fold = found; fold; fold = fold.parentElement.closest('details')) fold.open = true;
      found.scrollIntoView();
    }
  }
  addEventListener('hashchange', open);
  open();
})();
