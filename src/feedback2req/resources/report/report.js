"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  if (!data.labels.length || typeof Chart === "undefined") return;
  const root = document.documentElement;
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const ordinal = (n) => n + (n % 100 > 10 && n % 100 < 14 ? "th" : ["th", "st", "nd", "rd"][n % 10] || "th");
  const charts = [];

  // Long labels are broken into lines, so that a phone shows them whole.
  const lines = (text, width) => {
    const out = [""];
    for (const word of text.split(" ")) {
      const last = out[out.length - 1];
      if (last && (last + " " + word).length > width) out.push(word);
      else out[out.length - 1] = last ? last + " " + word : word;
    }
    return out.length > 3 ? [...out.slice(0, 2), out[2] + " …"] : out;
  };

  const dots = {
    id: "dots",
    afterDatasetsDraw(chart) {
      const { ctx, scales } = chart;
      ctx.save();
      data.rank.forEach((rank, i) => {
        ctx.beginPath();
        ctx.arc(scales.x.getPixelForValue(rank), scales.y.getPixelForValue(i), 5, 0, 2 * Math.PI);
        ctx.fillStyle = colour("--ink");
        ctx.fill();
      });
      ctx.restore();
    },
  };

  const totals = {
    id: "totals",
    afterDatasetsDraw(chart) {
      const { ctx, scales } = chart;
      ctx.save();
      ctx.fillStyle = colour("--ink");
      ctx.font = "600 12px " + Chart.defaults.font.family;
      ctx.textBaseline = "middle";
      data.score.forEach((score, i) => {
        ctx.fillText(score.toFixed(3), scales.x.getPixelForValue(score) + 6, scales.y.getPixelForValue(i));
      });
      ctx.restore();
    },
  };

  const labels = () => {
    const width = window.innerWidth < 740 ? 18 : 26;
    return data.labels.map((label) => lines(label, width));
  };

  const base = (x, tooltip, legend) => ({
    indexAxis: "y",
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    layout: { padding: { right: legend ? 46 : 8 } },
    plugins: {
      legend: { display: legend, position: "bottom", labels: { color: colour("--ink"), boxWidth: 12, boxHeight: 12 } },
      tooltip: { callbacks: tooltip },
    },
    scales: {
      x: { border: { display: false }, ...x },
      y: {
        border: { display: false },
        grid: { display: false },
        stacked: legend,
        ticks: { color: colour("--ink"), autoSkip: false, crossAlign: "far" },
      },
    },
  });

  const draw = () => {
    charts.splice(0).forEach((chart) => chart.destroy());
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    const grid = { color: colour("--line") };
    const ticks = { color: colour("--dim") };
    const last = Math.max(...data.high);
    charts.push(
      new Chart(document.getElementById("chart-ranks"), {
        type: "bar",
        data: {
          labels: labels(),
          datasets: [
            {
              // A little wider than the interval, so that one certain rank is still seen.
              data: data.low.map((low, i) => [low - 0.18, data.high[i] + 0.18]),
              backgroundColor: colour("--part-1") + "66",
              borderRadius: 7,
              borderSkipped: false,
              barThickness: 14,
            },
          ],
        },
        options: base(
          {
            min: 0.5,
            max: last + 0.5,
            grid,
            afterBuildTicks: (axis) => {
              const step = Math.max(1, Math.ceil(last / 8));
              axis.ticks = [];
              for (let n = 1; n <= last; n += step) axis.ticks.push({ value: n });
            },
            ticks: { ...ticks, callback: (value) => ordinal(value) },
          },
          { title: (found) => data.labels[found[0].dataIndex], label: (found) => data.interval[found.dataIndex] },
          false,
        ),
        plugins: [dots],
      }),
      new Chart(document.getElementById("chart-parts"), {
        type: "bar",
        data: {
          labels: labels(),
          datasets: data.parts.map((part, n) => ({
            label: part.name,
            data: part.values,
            backgroundColor: colour("--part-" + ((n % 6) + 1)),
            borderColor: colour("--paper"),
            borderWidth: { right: 1 },
            barThickness: 18,
          })),
        },
        options: base(
          { min: 0, stacked: true, grid, ticks },
          {
            title: (found) => data.labels[found[0].dataIndex],
            label: (found) => found.dataset.label + ": " + found.raw.toFixed(3),
          },
          true,
        ),
        plugins: [totals],
      }),
    );
    root.dataset.charts = String(charts.length);
  };

  document.querySelectorAll(".chart").forEach((figure) => {
    figure.hidden = false;
    figure.querySelector(".canvas").classList.add("rows-" + data.labels.length);
  });
  draw();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

  // Paper shows everything: details open, charts in the colours of print.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((element) => { element.open = true; });
    root.classList.add("paper");
    draw();
  });
  window.addEventListener("afterprint", () => {
    opened.forEach((element) => { element.open = false; });
    root.classList.remove("paper");
    draw();
  });
})();
