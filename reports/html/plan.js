'use strict';
(function () {
  const {data, ink, axis, line, draw} = charts;

  function clock(seconds) {
    const part = (value) => String(Math.floor(value)).padStart(2, '0');
    return `${part(seconds / 3600)}:${part(seconds / 60 % 60)}`;
  }
  function drawDay() {
    const points = (name) => data.day.map((moment) => ({x: moment.at_s, y: moment[name]}));
    const stepped = (label, name, number, dashed) =>
      Object.assign(line(label, points(name), number, dashed), {stepped: 'before', yAxisID: 'pods'});
    draw('day', {
      type: 'line',
      data: {
        datasets: [
          Object.assign(line('requests per second', points('rate'), 0, false), {yAxisID: 'rate'}),
          stepped('pods', 'pods', 1, false),
          stepped('ready pods', 'ready', 2, true),
        ],
      },
      options: {
        scales: {
          x: axis('time of day', {type: 'linear', ticks: {color: ink('--faint'), callback: clock, stepSize: 7200}}),
          rate: axis('requests per second', {position: 'left', min: 0}),
          pods: axis('pods', {position: 'right', min: 0, grid: {drawOnChartArea: false}}),
        },
        plugins: {
          legend: {labels: {color: ink('--ink'), boxWidth: 18}},
          tooltip: {callbacks: {title: (items) => clock(items[0].parsed.x)}},
        },
      },
    });
  }
  function drawModel() {
    const bars = (label, name, number) =>
      Object.assign(line(label, data.model.map((row) => row[name]), number, false), {type: 'bar'});
    const limit = data.model.map(() => data.p95_limit_ms);
    draw('model', {
      type: 'bar',
      data: {
        labels: data.model.map((row) => `${row.pods} pods${row.p95_ms === null ? ' (overloaded)' : ''}`),
        datasets: [
          bars('p50', 'p50_ms', 0),
          bars('p95', 'p95_ms', 1),
          bars('p99', 'p99_ms', 3),
          Object.assign(line('p95 limit', limit, 7, true), {type: 'line'}),
        ],
      },
      options: {scales: {x: axis('', {}), y: axis('ms (log)', {type: 'logarithmic'})}},
    });
  }
  charts.show(function () {
    drawDay();
    if (data.model.length > 0) drawModel();
  });
})();
