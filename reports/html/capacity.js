'use strict';
(function () {
  const {data, ink, axis, line, draw} = charts;

  // Where it holds, breaks and has its knee: upright lines with their names.
  const marks = {
    id: 'marks',
    afterDatasetsDraw(chart) {
      const {ctx, chartArea, scales} = chart;
      const at = [['holds', '--good'], ['breaks', '--bad'], ['knee', '--care']];
      ctx.save();
      ctx.font = '11px sans-serif';
      ctx.textBaseline = 'top';
      at.forEach(([name, colour], number) => {
        if (data[name] === null) return;
        const x = scales.x.getPixelForValue(data[name]);
        ctx.strokeStyle = ctx.fillStyle = ink(colour);
        ctx.setLineDash([2, 3]);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
        ctx.textAlign = name === 'breaks' ? 'left' : 'right';
        ctx.fillText(name, x + (name === 'breaks' ? 4 : -4), chartArea.top + 3 + 13 * number);
      });
      ctx.restore();
    },
  };
  function byRate(field) {
    return data.steps.map((step) => ({x: step.rate, y: step[field]}));
  }
  function points(label, values, number) {
    const set = line(label, values, number, false);
    return Object.assign(set, {showLine: false, pointRadius: 4});
  }
  function drawCurve() {
    const datasets = ['p50', 'p95', 'p99'].map((field, number) =>
      Object.assign(line(field, byRate(field), number, false), {pointRadius: 3}));
    if (data.steps.length > 0) {
      const ends = [data.steps[0].rate, data.steps[data.steps.length - 1].rate];
      data.limits.forEach((limit, number) => {
        datasets.push(line(limit.name, ends.map((x) => ({x, y: limit.ms})), number + 3, true));
      });
    }
    draw('curve', {
      type: 'line',
      data: {datasets},
      plugins: [marks],
      options: {
        scales: {
          x: axis('offered per second', {type: 'linear'}),
          y: axis('response time, ms (log)', {type: 'logarithmic'}),
        },
      },
    });
  }
  function drawThroughput() {
    const offered = data.steps.map((step) => ({x: step.rate, y: step.rate}));
    draw('throughput', {
      type: 'line',
      data: {
        datasets: [
          Object.assign(line('achieved', byRate('achieved'), 0, false), {pointRadius: 3}),
          line('offered', offered, 1, true),
        ],
      },
      plugins: [marks],
      options: {
        scales: {
          x: axis('offered per second', {type: 'linear'}),
          y: axis('per second', {beginAtZero: true}),
        },
      },
    });
  }
  function drawLaw() {
    const datasets = [];
    data.fits.forEach((fit, number) => {
      datasets.push(points(`measured over ${fit.over}`, fit.points, number));
      if (fit.law.length > 0) datasets.push(line(`law over ${fit.over}`, fit.law, number, true));
    });
    draw('usl', {
      type: 'line',
      data: {datasets},
      options: {
        scales: {
          x: axis('operations in flight', {type: 'linear', beginAtZero: true}),
          y: axis('per second', {beginAtZero: true}),
        },
      },
    });
  }
  charts.show(() => {
    drawCurve();
    drawThroughput();
    drawLaw();
  });
})();
