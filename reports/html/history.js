'use strict';
(function () {
  const {data, ink, hue, axis, line, draw} = charts;

  // Upright lines: a change point with its size, and where the environment changes.
  function marksOf(scenario, course) {
    return {
      id: 'marks',
      afterDatasetsDraw(chart) {
        const {ctx, chartArea, scales} = chart;
        function mark(run, colour, dash, text, row) {
          const x = (scales.x.getPixelForValue(run) + scales.x.getPixelForValue(run - 1)) / 2;
          ctx.strokeStyle = colour;
          ctx.fillStyle = colour;
          ctx.setLineDash(dash);
          ctx.beginPath();
          ctx.moveTo(x, chartArea.top);
          ctx.lineTo(x, chartArea.bottom);
          ctx.stroke();
          const right = x > (chartArea.left + chartArea.right) / 2;
          ctx.textAlign = right ? 'right' : 'left';
          ctx.fillText(text, x + (right ? -4 : 4), chartArea.top + 3 + 14 * row);
        }
        ctx.save();
        ctx.textBaseline = 'top';
        ctx.font = '11px sans-serif';
        scenario.environment_changes.forEach((change) => {
          mark(change.run, ink('--faint'), [2, 3], `environment ${change.to}`, 1);
        });
        course.shifts.forEach((shift) => {
          const colour = {regression: ink('--bad'), worse: ink('--care'), better: ink('--good')};
          mark(shift.run, colour[shift.kind], [], shift.text, 0);
        });
        ctx.restore();
      },
    };
  }
  function describe(scenario, number) {
    const run = scenario.runs[number];
    const lines = [`revision ${run.revision}`];
    if (run.suspect) lines.push('suspect');
    // A tooltip does not break its lines.
    const words = `environment ${scenario.environments[run.environment]}`.split(' ');
    let text = '';
    words.forEach((word) => {
      if (text.length + word.length > 70) {
        lines.push(text);
        text = '';
      }
      text += (text === '' ? '' : ' ') + word;
    });
    lines.push(text);
    return lines;
  }
  function drawCourse(scenario, course) {
    const figures = line(course.metric, course.figures, 0, false);
    figures.showLine = false;
    figures.pointRadius = 4;
    figures.pointHoverRadius = 6;
    figures.pointBackgroundColor = scenario.runs.map((run) => hue(run.environment));
    figures.pointStyle = scenario.runs.map((run) => (run.suspect ? 'triangle' : 'circle'));
    const levels = line('level', course.levels, 1, false);
    levels.stepped = 'middle';
    levels.spanGaps = false;
    draw(course.id, {
      type: 'line',
      data: {labels: scenario.runs.map((run) => run.started_at.slice(0, 10)), datasets: [figures, levels]},
      plugins: [marksOf(scenario, course)],
      options: {
        scales: {x: axis('run, oldest first'), y: axis(course.unit, {grace: '10%', min: course.unit === 'ratio' ? 0 : undefined})},
        plugins: {
          tooltip: {
            filter: (item) => item.datasetIndex === 0,
            callbacks: {
              title: (items) => items.map((item) => {
                const run = scenario.runs[item.dataIndex];
                return `${run.started_at}  ${run.id}`;
              }),
              afterBody: (items) => items.flatMap((item) => describe(scenario, item.dataIndex)),
            },
          },
        },
      },
    });
  }
  charts.show(() => {
    data.scenarios.forEach((scenario) => {
      scenario.courses.forEach((course) => drawCourse(scenario, course));
    });
  });
})();
