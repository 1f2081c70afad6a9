'use strict';
(function () {
  const root = document.documentElement;
  const data = JSON.parse(document.getElementById('data').textContent);
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const hues = [212, 28, 145, 340, 265, 178, 50, 0, 95, 300];
  const charts = [];

  function ink(name) {
    return getComputedStyle(root).getPropertyValue(name).trim();
  }
  function hue(number) {
    return `hsl(${hues[number % hues.length]} 65% ${dark.matches ? 62 : 42}%)`;
  }
  function axis(text, more) {
    return Object.assign({
      title: {display: true, text, color: ink('--faint')},
      ticks: {color: ink('--faint')},
      grid: {color: ink('--rule')},
    }, more);
  }
  function line(label, points, number, dashed) {
    return {
      label, data: points, borderColor: hue(number), backgroundColor: hue(number),
      borderWidth: 2, pointRadius: 0, borderDash: dashed ? [5, 4] : [],
    };
  }
  function draw(id, config) {
    const canvas = document.getElementById(id);
    config.options = Object.assign({
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: {mode: 'nearest', intersect: false},
    }, config.options);
    config.options.plugins = Object.assign(
      {legend: {labels: {color: ink('--ink'), boxWidth: 18}}}, config.options.plugins);
    charts.push(new Chart(canvas, config));
  }
  // Powers of ten are p0, p90, p99, p99.9, ... on an axis of 1 / (1 - q).
  function quantileName(tail) {
    const power = Math.log10(tail);
    if (Math.abs(power - Math.round(power)) > 1e-9) return '';
    const nines = Math.round(power);
    if (nines === 0) return 'p0';
    return nines <= 2 ? 'p' + '9'.repeat(nines).padEnd(2, '0') : `p99.${'9'.repeat(nines - 2)}`;
  }
  function drawCurve() {
    const datasets = [];
    data.operations.forEach((operation, number) => {
      datasets.push(line(operation.name, operation.response_curve, number, false));
      datasets.push(line(`${operation.name} service`, operation.service_curve, number, true));
    });
    draw('curve', {
      type: 'line',
      data: {datasets},
      options: {
        parsing: {xAxisKey: 'tail', yAxisKey: 'ms'},
        scales: {
          x: axis('percentile', {
            type: 'logarithmic', min: 1,
            ticks: {color: ink('--faint'), callback: quantileName, autoSkip: false, maxRotation: 0},
          }),
          y: axis('ms (log)', {type: 'logarithmic'}),
        },
        plugins: {
          legend: {
            labels: {
              color: ink('--ink'), boxWidth: 18, filter: (item) => !item.text.endsWith(' service'),
            },
          },
          tooltip: {
            callbacks: {
              title: (items) => `p${(items[0].raw.quantile * 100).toPrecision(5).replace(/\.?0+$/, '')}`,
            },
          },
        },
      },
    });
  }
  // Every other phase shaded, each with its name at the top of the plot.
  const phaseBands = {
    id: 'phaseBands',
    beforeDatasetsDraw(chart) {
      const {ctx, chartArea, scales} = chart;
      ctx.save();
      ctx.beginPath();
      ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
      ctx.clip();
      ctx.textBaseline = 'top';
      ctx.font = '11px sans-serif';
      data.phases.forEach((phase, number) => {
        const left = scales.x.getPixelForValue(phase.start_s);
        const right = scales.x.getPixelForValue(phase.start_s + phase.length_s);
        if (number % 2 === 0) {
          ctx.globalAlpha = 0.12;
          ctx.fillStyle = ink('--faint');
          ctx.fillRect(left, chartArea.top, right - left, chartArea.height);
        }
        ctx.globalAlpha = 1;
        ctx.fillStyle = ink('--faint');
        ctx.fillText(phase.name, left + 4, chartArea.top + 3, Math.max(right - left - 8, 1));
      });
      ctx.restore();
    },
  };
  // A faint band behind the lines where a load was steady.
  const steadyBand = {
    id: 'steadyBand',
    beforeDatasetsDraw(chart) {
      const {ctx, chartArea, scales} = chart;
      data.loads.forEach((load, number) => {
        if (load.steady.begin_s === null) return;
        const left = Math.max(scales.x.getPixelForValue(load.steady.begin_s), chartArea.left);
        const right = Math.min(scales.x.getPixelForValue(load.steady.end_s), chartArea.right);
        ctx.save();
        ctx.globalAlpha = 0.08;
        ctx.fillStyle = hue(number);
        ctx.fillRect(left, chartArea.top, right - left, chartArea.bottom - chartArea.top);
        ctx.restore();
      });
    },
  };
  function drawSeries(id, unit, fields, logarithmic) {
    const datasets = [];
    data.loads.forEach((load, number) => {
      fields.forEach((field, which) => {
        const points = load.intervals.map((one) => ({x: one.start_s, y: one[field]}));
        datasets.push(line(`${load.name} ${field}`, points, number * fields.length + which, which > 0));
      });
    });
    draw(id, {
      type: 'line',
      data: {datasets},
      plugins: [phaseBands, steadyBand],
      options: {
        scales: {
          x: axis('seconds into the measured window', {type: 'linear'}),
          y: axis(unit, logarithmic ? {type: 'logarithmic'} : {beginAtZero: true}),
        },
      },
    });
  }
  function drawOutcomes() {
    draw('outcomes', {
      type: 'bar',
      data: {
        labels: data.operations.map((operation) => operation.name),
        datasets: data.outcome_names.map((name, number) => ({
          label: name,
          data: data.operations.map((operation) => operation.outcomes[number]),
          backgroundColor: name === 'ok' ? 'hsl(145 45% 45%)' : hue(number),
        })),
      },
      options: {
        indexAxis: 'y',
        scales: {
          x: axis('operations', {stacked: true, beginAtZero: true}),
          y: axis('', {stacked: true, title: {display: false}}),
        },
      },
    });
  }
  function drawAll() {
    while (charts.length > 0) charts.pop().destroy();
    drawCurve();
    drawSeries('throughput', 'ok answers per second', ['ok_per_s', 'failed_per_s'], false);
    drawSeries('latency', 'response time, ms (log)', ['p50', 'p99'], true);
    drawOutcomes();
  }
  try {
    drawAll();
    dark.addEventListener('change', drawAll);
    root.dataset.rendered = 'true';
  } catch (error) {
    root.dataset.error = String(error);
    document.getElementById('chart-error').hidden = false;
  }
})();
