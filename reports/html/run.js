'use strict';
(function () {
  const {data, ink, hue, axis, line, draw} = charts;
  const axes = data.axis;

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
    const points = (column) => column.map((ms, i) => ({x: axes.tail[i], y: ms, quantile: axes.quantile[i]}));
    data.operations.forEach((operation, number) => {
      datasets.push(line(operation.name, points(operation.response), number, false));
      datasets.push(line(`${operation.name} service`, points(operation.service), number, true));
    });
    draw('curve', {
      type: 'line',
      data: {datasets},
      options: {
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
  // Runs paint() inside the plot, with the pixels between which each phase lies.
  function eachPhase(chart, paint) {
    const {ctx, chartArea, scales} = chart;
    ctx.save();
    ctx.beginPath();
    ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
    ctx.clip();
    data.phases.forEach((phase, number) => paint(
      ctx, chartArea, phase, number, scales.x.getPixelForValue(phase.start_s),
      scales.x.getPixelForValue(phase.start_s + phase.length_s)));
    ctx.restore();
  }
  // Each phase's name at the top of the plot.
  const phaseNames = {
    id: 'phaseNames',
    afterDatasetsDraw(chart) {
      eachPhase(chart, (ctx, area, phase, _, left, right) => {
        const room = Math.max(right - left - 8, 1);
        ctx.textBaseline = 'top';
        ctx.font = '11px sans-serif';
        ctx.globalAlpha = 0.85;
        ctx.fillStyle = ink('--panel');
        ctx.fillRect(left + 2, area.top + 1, Math.min(ctx.measureText(phase.name).width, room) + 4, 14);
        ctx.globalAlpha = 1;
        ctx.fillStyle = ink('--faint');
        ctx.fillText(phase.name, left + 4, area.top + 3, room);
      });
    },
  };
  // Every other phase shaded, and whatever happened meanwhile.
  const phaseBands = {
    id: 'phaseBands',
    beforeDatasetsDraw(chart) {
      eachPhase(chart, (ctx, area, phase, number, left, right) => {
        if (!phase.shaded && number % 2 !== 0) return;
        ctx.globalAlpha = 0.12;
        ctx.fillStyle = ink('--faint');
        ctx.fillRect(left, area.top, right - left, area.height);
      });
    },
  };
  // Where a phase begins, for plots whose colours mean something else.
  const phaseEdges = {
    id: 'phaseEdges',
    afterDatasetsDraw(chart) {
      eachPhase(chart, (ctx, area, phase, number, left) => {
        if (!phase.shaded && number === 0) return;
        ctx.setLineDash([4, 4]);
        ctx.strokeStyle = ink('--faint');
        ctx.strokeRect(left, area.top - 1, 0, area.height + 2);
      });
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
  // What the server did beside its work: a bar at the foot of the plot for each kind.
  const markHues = {checkpoint: 4, autovacuum: 6, 'lock waits': 1};
  const serverMarks = {
    id: 'serverMarks',
    afterDatasetsDraw(chart) {
      const {ctx, chartArea, scales} = chart;
      const kinds = Object.keys(markHues);
      data.marks.forEach((mark) => {
        const left = Math.max(scales.x.getPixelForValue(mark.from_s), chartArea.left);
        const right = Math.min(scales.x.getPixelForValue(mark.to_s), chartArea.right);
        const foot = chartArea.bottom - 5 * (kinds.indexOf(mark.what) + 1);
        ctx.save();
        ctx.globalAlpha = 0.8;
        ctx.fillStyle = hue(markHues[mark.what]);
        ctx.fillRect(left, foot, Math.max(right - left, 2), 4);
        ctx.restore();
      });
    },
  };
  function drawActivity() {
    if (data.activity === null) return;
    const names = Object.keys(data.activity).filter((name) => name !== 'at_s');
    draw('activity', {
      type: 'line',
      data: {
        datasets: names.map((name, number) => line(
          name, data.activity.at_s.map((at_s, i) => ({x: at_s, y: data.activity[name][i]})), number, false)),
      },
      plugins: [phaseBands, phaseNames, serverMarks],
      options: {
        scales: {
          x: axis('seconds into the measured window', {type: 'linear'}),
          y: axis('clients', {beginAtZero: true}),
        },
      },
    });
  }
  function drawSeries(id, unit, fields, logarithmic) {
    const datasets = [];
    data.loads.forEach((load, number) => {
      fields.forEach((field, which) => {
        const points = load.start_s.map((start_s, i) => ({x: start_s, y: load[field][i]}));
        datasets.push(line(`${load.name} ${field}`, points, number * fields.length + which, which > 0));
      });
    });
    draw(id, {
      type: 'line',
      data: {datasets},
      plugins: [phaseBands, steadyBand, phaseNames, serverMarks],
      options: {
        scales: {
          x: axis('seconds into the measured window', {type: 'linear'}),
          y: axis(unit, logarithmic ? {type: 'logarithmic'} : {beginAtZero: true}),
        },
      },
    });
  }
  // Of the outcomes after ok: none of the green ones.
  const failureHues = [1, 0, 3, 4, 6, 7, 9];
  function drawOutcomes() {
    draw('outcomes', {
      type: 'bar',
      data: {
        labels: data.operations.map((operation) => operation.name),
        datasets: data.outcome_names.map((name, number) => ({
          label: name,
          data: data.operations.map((operation) => operation.outcomes[number]),
          backgroundColor: name === 'ok' ? ink('--good') : hue(failureHues[number - 1]),
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
  // Colours follow the theme, so both the cells and their legend are made at every drawing.
  function levelOf(heatmap, count) {
    return heatmap.level_floors.findLastIndex((floor) => count >= floor);
  }
  function heatColour(heatmap, level) {
    // The strongest colour is always the fullest cell's.
    return ink(`--heat-${7 - heatmap.level_floors.length + level}`);
  }
  function heatCells(heatmap) {
    return {
      id: 'heatCells',
      beforeDatasetsDraw(chart) {
        const {ctx, scales, currentDevicePixelRatio: ratio} = chart;
        // On whole pixels of the device, so that neighbours leave no seam.
        const whole = (scale, value) => Math.round(scale.getPixelForValue(value) * ratio) / ratio;
        const colours = heatmap.level_floors.map((_, level) => heatColour(heatmap, level));
        heatmap.counts.forEach((rows, column) => {
          const [left, right] = [column, column + 1].map((edge) => whole(scales.x, edge * heatmap.column_s));
          rows.forEach((count, row) => {
            if (count === 0) return;
            const [bottom, top] = [row, row + 1].map((edge) => whole(scales.y, heatmap.edges_ms[edge]));
            ctx.fillStyle = colours[levelOf(heatmap, count)];
            ctx.fillRect(left, top, right - left, bottom - top);
          });
        });
      },
    };
  }
  function below(id, tag, className) {
    const old = document.getElementById(id);
    if (old) return old;
    const made = document.createElement(tag);
    made.id = id;
    made.className = className;
    return made;
  }
  function drawHeatLegend(heatmap, number, figure) {
    const legend = below(`heatmap-${number}-legend`, 'ul', 'legend');
    legend.setAttribute('aria-label', 'Answers in a cell');
    legend.replaceChildren(...heatmap.level_floors.map((floor, level) => {
      const next = heatmap.level_floors[level + 1];
      const swatch = document.createElement('span');
      swatch.className = 'swatch';
      swatch.style.background = heatColour(heatmap, level);
      const item = document.createElement('li');
      const least = floor.toLocaleString('en');
      const range = next === undefined ? `${least} and more`
        : next - 1 === floor ? least : `${least} to ${(next - 1).toLocaleString('en')}`;
      item.append(swatch, level === 0 ? `answers in a cell: ${range}` : range);
      return item;
    }));
    figure.append(legend);
  }
  // What is under the pointer, in words below the chart.
  function cellText(heatmap, seconds, ms) {
    const column = Math.floor(seconds / heatmap.column_s);
    const row = heatmap.edges_ms.findLastIndex((edge) => ms > edge);
    const count = heatmap.counts[column]?.[row];
    if (count === undefined) return '\u00a0';
    const until = (column + 1) * heatmap.column_s;
    return `${column * heatmap.column_s} to ${until} s, ${heatmap.edges_ms[row]} to ` +
      `${heatmap.edges_ms[row + 1]} ms: ${count.toLocaleString('en')} answers`;
  }
  function drawHeatmap(heatmap, number) {
    const id = `heatmap-${number}`;
    const figure = document.getElementById(id).closest('figure');
    const pointed = below(`${id}-cell`, 'p', 'faint');
    pointed.textContent = '\u00a0';
    const ticks = {color: ink('--faint'), callback: (ms) => ([1, 2, 5].includes(Number(String(ms.toExponential())[0])) ? String(ms) : '')};
    draw(id, {
      type: 'scatter',
      data: {datasets: []},
      plugins: [heatCells(heatmap), phaseEdges, phaseNames],
      options: {
        scales: {
          x: axis('seconds into the measured window', {
            type: 'linear', min: 0, max: heatmap.counts.length * heatmap.column_s, grid: {display: false},
          }),
          y: axis('response time, ms (log)', {
            type: 'logarithmic', min: heatmap.edges_ms[0], max: heatmap.edges_ms.at(-1), ticks, grid: {display: false},
          }),
        },
        plugins: {legend: {display: false}, tooltip: {enabled: false}},
        onHover(event, _, chart) {
          pointed.textContent = cellText(
            heatmap, chart.scales.x.getValueForPixel(event.x), chart.scales.y.getValueForPixel(event.y));
        },
      },
    });
    drawHeatLegend(heatmap, number, figure);
    figure.append(pointed);
  }
  charts.show(() => {
    drawCurve();
    drawSeries('latency', 'response time, ms (log)', ['p50', 'p99'], true);
    drawSeries('throughput', 'ok answers per second', ['ok_per_s'], false);
    drawSeries('failures', 'failed per second', ['failed_per_s'], false);
    data.heatmaps.forEach(drawHeatmap);
    drawOutcomes();
    drawActivity();
  });
})();
