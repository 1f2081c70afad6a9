'use strict';
(function () {
  const {data, ink, hue, axis, draw} = charts;
  const colours = {regressed: '--bad', held: '--good', open: '--care'};

  // A stroke across each line where the tolerance ends, and one down the plot at "no change".
  const limits = {
    id: 'limits',
    afterDatasetsDraw(chart) {
      const {ctx, chartArea, scales} = chart;
      const step = (chartArea.bottom - chartArea.top) / data.forest.length;
      ctx.save();
      ctx.lineWidth = 1;
      ctx.strokeStyle = ink('--faint');
      const zero = scales.x.getPixelForValue(0);
      ctx.beginPath();
      ctx.moveTo(zero, chartArea.top);
      ctx.lineTo(zero, chartArea.bottom);
      ctx.stroke();
      ctx.lineWidth = 2;
      ctx.strokeStyle = ink('--ink');
      data.forest.forEach((line, number) => {
        const x = scales.x.getPixelForValue(line.tolerance);
        const y = scales.y.getPixelForValue(number);
        ctx.beginPath();
        ctx.moveTo(x, y - step * 0.35);
        ctx.lineTo(x, y + step * 0.35);
        ctx.stroke();
      });
      ctx.restore();
    },
  };
  function signed(value, unit) {
    return `${value >= 0 ? '+' : ''}${value.toPrecision(3)} ${unit}`;
  }
  function drawForest() {
    if (document.getElementById('forest') === null) return;
    // Every line gets its name, however many operations there are.
    const plot = document.getElementById('forest').parentElement;
    const most = charts.isPrinting() ? '230mm' : '400rem';
    plot.style.height = `min(${Math.max(14, 6 + 1.3 * data.forest.length)}rem, ${most})`;
    const shades = data.forest.map((line) => ink(colours[line.verdict] || '--faint'));
    draw('forest', {
      type: 'bar',
      data: {
        labels: data.forest.map((line) => line.label),
        datasets: [
          {
            type: 'scatter', label: 'change', pointRadius: 5,
            data: data.forest.map((line, number) => ({x: line.worse, y: number})),
            backgroundColor: shades, borderColor: shades,
          },
          {
            label: '95 % interval', barThickness: 4,
            data: data.forest.map((line) => (line.low === null ? null : [line.low, line.high])),
            backgroundColor: shades,
          },
        ],
      },
      plugins: [limits],
      options: {
        indexAxis: 'y',
        scales: {
          x: axis('worse by, % (errors: points); the stroke is what is tolerated', {
            suggestedMin: -1, suggestedMax: Math.max(1, ...data.forest.map((line) => line.tolerance)),
          }),
          y: axis('', {
            type: 'category', title: {display: false},
            ticks: {color: ink('--faint'), autoSkip: false},
          }),
        },
        plugins: {
          legend: {display: false},
          tooltip: {
            callbacks: {
              label: (item) => {
                const line = data.forest[item.dataIndex];
                const interval = line.low === null ? '' :
                  `, 95 %: ${signed(line.low, line.unit)} to ${signed(line.high, line.unit)}`;
                return `${line.verdict}: ${signed(line.worse, line.unit)}${interval}, tolerated ${line.tolerance} ${line.unit}`;
              },
            },
          },
        },
      },
    });
  }
  function drawCourse(metric) {
    const id = `course-${metric}`;
    if (document.getElementById(id) === null) return;
    const datasets = ['a', 'b'].map((arm, number) => {
      const points = data.course
        .map((point, place) => ({point, place}))
        .filter(({point}) => point.arm === arm && point.figures[metric] !== null);
      return {
        label: arm.toUpperCase(), pointRadius: 3, borderColor: hue(number),
        pointStyle: number === 0 ? 'circle' : 'triangle',
        backgroundColor: points.map(({point}) => (point.counts ? hue(number) : 'transparent')),
        data: points.map(({point, place}) => ({x: place + 1, y: point.figures[metric]})),
      };
    });
    draw(id, {
      type: 'scatter',
      data: {datasets},
      options: {
        scales: {
          x: axis('in the order of time', {type: 'linear', ticks: {precision: 0, color: ink('--faint')}}),
          // A share is never negative, and often 0 throughout.
          y: axis(metric, metric === 'errors' ? {min: 0, suggestedMax: 0.01} : {beginAtZero: false}),
        },
        plugins: {
          tooltip: {
            callbacks: {
              label: (item) => {
                const point = data.course[item.raw.x - 1];
                return `${point.arm.toUpperCase()} ${point.label}: ${item.raw.y.toPrecision(4)}`;
              },
            },
          },
        },
      },
    });
  }
  charts.show(() => {
    drawForest();
    ['p95', 'p99', 'throughput', 'errors', 'cpu_per_op'].forEach(drawCourse);
  });
})();
