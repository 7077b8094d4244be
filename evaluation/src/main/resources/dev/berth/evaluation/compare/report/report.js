'use strict';
// Names are data: they reach the page as text nodes, or as text on a canvas, never as markup.
(function () {
  const data = JSON.parse(document.getElementById('data').textContent);
  const comparison = data.comparison;
  const headline = comparison.headline;
  const HIGHER_IS_BETTER = new Set(data.higherIsBetter);
  const COLOURS = ['#4e79a7', '#e15759', '#59a14f', '#f28e2b', '#b07aa1', '#76b7b2', '#edc948', '#9c755f', '#ff9da7', '#8c8c8c'];
  const DASHES = ['solid', 'dashed', 'dotted'];
  const DRAWN_AT_FIRST = 6;
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const charts = {};
  const state = { block: 0, ticked: new Set(), sort: null, down: true };

  const byId = id => document.getElementById(id);
  const node = (tag, text, className) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const fill = (parent, children) => parent.replaceChildren(...children);
  const nameOf = arm => arm.placement + ' + ' + arm.picking + ' + ' + arm.scaler;
  const armName = row => nameOf(row.arm);
  const isBaseline = row => armName(row) === nameOf(comparison.baseline);
  const block = () => comparison.blocks[state.block];
  const rows = () => block().rows;
  const median = (row, measure) => row.figures[measure] ? row.figures[measure].median : null;
  const colour = index => COLOURS[index % COLOURS.length];
  const dash = index => DASHES[Math.floor(index / COLOURS.length) % DASHES.length];
  const drawn = () => rows().map((row, index) => ({ row, index, run: data.runs.find(r => r.block === state.block && r.row === index) }))
    .filter(d => state.ticked.has(d.index));

  function workloadName(w) {
    return w.scenario + ', LoRA overhead ' + w.overhead.toLowerCase() + (w.rate === 1 ? '' : ', rate × ' + w.rate)
      + (w.pods ? ', ' + w.pods + ' pods' : '');
  }

  const COLUMNS = [
    ['sustained rate ×', 'sustainableRate', v => v.toFixed(3)],
    ['pods needed', 'podsNeeded', v => v.toFixed(0)],
    ['attained %', 'attainment', v => (100 * v).toFixed(2)],
    ['worst adapter %', 'worstAdapter', v => (100 * v).toFixed(1)],
    ['P5 %', 'p5Adapter', v => (100 * v).toFixed(1)],
    ['adapters ≥ 99 %', 'adaptersAt99', v => (100 * v).toFixed(1)],
    ['Jain', 'jain', v => v.toFixed(3)],
    ['goodput /s', 'goodputPerSecond', v => v.toFixed(1)],
    ['TTFT P50 ms', 'ttftP50', v => (1000 * v).toFixed(0)],
    ['P95', 'ttftP95', v => (1000 * v).toFixed(0)],
    ['P99', 'ttftP99', v => (1000 * v).toFixed(0)],
    ['TPOT P99 ms', 'tpotP99', v => (1000 * v).toFixed(1)],
    ['loads', 'loads', v => v.toFixed(0)],
    ['slot misses', 'slotMisses', v => v.toFixed(0)],
    ['prefix hits %', 'prefixHitRate', v => (100 * v).toFixed(1)],
    ['pods', 'meanPods', v => v.toFixed(1)],
    ['GPU hours', 'gpuHours', v => v.toFixed(2)],
    ['recovery s', 'recoverySeconds', v => v.toFixed(0)],
  ];

  function best(measure) {
    const values = rows().map(row => median(row, measure)).filter(v => v !== null);
    return values.length < 2 ? null : Math[HIGHER_IS_BETTER.has(measure) ? 'max' : 'min'](...values);
  }

  function header() {
    byId('what').textContent = comparison.seeds.length + ' seeds; baseline: '
      + nameOf(comparison.baseline);
    fill(byId('limits'), comparison.limits.map(text => node('li', text)));
    fill(byId('method'), comparison.method.map(text => node('li', text)));
    const select = byId('workload');
    fill(select, comparison.blocks.map((b, i) => {
      const option = node('option', workloadName(b.workload));
      option.value = i;
      return option;
    }));
    select.onchange = () => { state.block = Number(select.value); choose(); show(); };
  }

  function bounds() {
    const about = block().about, f = about.floors;
    const crossovers = comparison.crossovers.filter(c => c.scenario === block().workload.scenario);
    fill(byId('bounds'), [
      about.asks,
      'offered: ' + f.requestsPerSecond.toFixed(2) + ' requests/s for ' + about.adapters + ' adapters on ' + about.pods + ' pods',
      'load floor: ' + f.loadFloor + ' pods (fleet ' + (100 * f.load).toFixed(0) + ' % full by the closed form), '
        + f.peakLoadFloor + ' in the busiest five minutes (' + (100 * f.peakLoad).toFixed(0) + ' %)',
      'slot floor: ' + f.slotFloor + ' pods hold the adapters active at once; '
        + f.strictSlotFloor + ' give each adapter a slot of its own',
      'rate of floors: × ' + f.rateOfFloors.toFixed(2) + ', where all capacity or all slots are used up on average',
      'ceiling: ' + (100 * block().ceiling).toFixed(2) + ' % of the requests would meet their SLO on an idle pod',
      ...about.notes.map(text => 'note: ' + text),
      ...crossovers.map(c => 'the winner depends on the LoRA overhead: at low ' + nameOf(c.winnerAtLow) + ', at high ' + nameOf(c.winnerAtHigh)
        + '; equal, by a straight line between, at ' + (100 * c.share).toFixed(0) + ' % of the way'),
    ].filter(text => text).map(text => node('li', text)));
  }

  function choose() {
    const order = rows().map((row, index) => index).filter(index => median(rows()[index], headline) !== null);
    order.sort((a, b) => (HIGHER_IS_BETTER.has(headline) ? -1 : 1) * (median(rows()[a], headline) - median(rows()[b], headline)));
    state.ticked = new Set([0, ...order].slice(0, DRAWN_AT_FIRST));
  }

  function table() {
    const columns = COLUMNS.filter(c => rows().some(row => median(row, c[1]) !== null));
    const head = node('tr');
    const names = [['', 'tick'], ['placement', 'placement'], ['picking', 'picking'], ['scaler', 'scaler']];
    names.concat(columns).forEach((column, i) => {
      const th = node('th', column[0], i < names.length ? 'name' : '');
      th.onclick = () => { state.down = state.sort === column[1] ? !state.down : true; state.sort = column[1]; table(); };
      head.append(th);
    });
    fill(byId('arms').tHead, [head]);
    const order = rows().map((row, index) => index);
    if (state.sort) order.sort((a, b) => compare(rows()[a], rows()[b]) * (state.down ? -1 : 1));
    fill(byId('arms').tBodies[0], order.map(index => line(rows()[index], index, columns)));
    const notes = rows().flatMap(row => row.seeds.flatMap(seed => [seed.note, seed.failure && 'failed: ' + seed.failure]
      .filter(text => text).map(text => armName(row) + ', seed ' + seed.seed + ': ' + text)));
    fill(byId('notes'), notes.map(text => node('li', text)));
  }

  function compare(a, b) {
    if (['placement', 'picking', 'scaler'].includes(state.sort)) return a.arm[state.sort] < b.arm[state.sort] ? 1 : -1;
    const of = row => { const v = median(row, state.sort); return v === null ? -Infinity : v; };
    return of(a) - of(b) || 0;
  }

  function line(row, index, columns) {
    const tr = node('tr', undefined, isBaseline(row) ? 'baseline' : '');
    const tick = node('input');
    tick.type = 'checkbox';
    tick.checked = state.ticked.has(index);
    tick.onchange = () => { if (tick.checked) state.ticked.add(index); else state.ticked.delete(index); draw(); };
    const first = node('td', undefined, 'name');
    const swatch = node('span', '', 'swatch');
    swatch.style.background = colour(index);
    first.append(tick, swatch);
    tr.append(first, node('td', row.arm.placement, 'name'), node('td', row.arm.picking, 'name'),
      node('td', row.arm.scaler, 'name'));
    for (const [, measure, form] of columns) {
      const value = median(row, measure);
      tr.append(node('td', value === null ? '–' : form(value), value !== null && value === best(measure) ? 'best' : ''));
    }
    return tr;
  }

  function chart(id, option) {
    charts[id] = charts[id] || echarts.init(byId(id), dark ? 'dark' : null);
    charts[id].setOption(Object.assign({
      backgroundColor: 'transparent', animation: false, color: COLOURS,
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
      grid: { left: 60, right: 20, top: 30, bottom: 60 },
    }, option), true);
  }

  const zoom = [{ type: 'inside' }, { type: 'slider', height: 16, bottom: 6 }];

  function overTime(id, values, y, step) {
    chart(id, {
      dataZoom: zoom,
      xAxis: { type: 'value', name: 's', min: 0 },
      yAxis: Object.assign({ type: 'value' }, y),
      series: drawn().filter(d => d.run).map((d, i) => ({
        name: armName(d.row), type: 'line', showSymbol: false, step: step ? 'end' : false,
        lineStyle: { color: colour(d.index), type: dash(d.index), width: 1.5 }, itemStyle: { color: colour(d.index) },
        data: values(d.run).map((v, k) => [k * data.stepSeconds, v]),
        markLine: i ? undefined : {
          silent: true, symbol: 'none', lineStyle: { color: '#888' },
          label: { formatter: p => p.name, fontSize: 10 },
          data: d.run.recoveries.map(r => ({ name: r.what, xAxis: r.atSeconds })),
        },
      })),
    });
  }

  function sums(values) {
    let sum = 0;
    return values.map(v => sum += v);
  }

  function tails() {
    const shown = drawn();
    chart('tails', {
      legend: { top: 0 },
      grid: { left: 60, right: 20, top: 30, bottom: 90 },
      xAxis: { type: 'category', data: shown.map(d => armName(d.row)), axisLabel: { rotate: 25, width: 150, overflow: 'truncate' } },
      yAxis: { type: 'log' },
      series: ['P50', 'P95', 'P99'].map(p => ({
        name: p, type: 'bar', data: shown.map(d => Math.max(0.1, 1000 * (median(d.row, 'ttft' + p) || 0))),
      })),
    });
  }

  function adapters() {
    chart('adapters', {
      xAxis: { type: 'value', name: '% of adapters', nameLocation: 'middle', nameGap: 25, min: 0, max: 100 },
      yAxis: { type: 'value', name: '%', min: lowest => Math.floor(lowest.min), max: 100 },
      series: drawn().filter(d => d.run).map(d => ({
        name: armName(d.row), type: 'line', showSymbol: false,
        lineStyle: { color: colour(d.index), type: dash(d.index), width: 1.5 }, itemStyle: { color: colour(d.index) },
        data: d.run.adapters.map((v, k, all) => [100 * (k + 1) / all.length, 100 * v]),
      })),
    });
  }

  /** Shares as points of a hundred, all else relative where it can be. */
  function difference(row) {
    const d = row.againstBaseline[headline];
    if (!d) return null;
    const unit = data.units[headline];
    const relative = unit !== 'SHARE' && unit !== 'COUNT' && d.relative.length;
    const from = relative ? d.relative[0] : d.absolute;
    const scale = unit === 'COUNT' ? 1 : 100;
    return { median: scale * from.median, ends: from.interval95.map(v => scale * v) };
  }

  function differences() {
    const shown = rows().map((row, index) => ({ row, index, d: difference(row) })).filter(s => s.d).reverse();
    byId('differences').style.height = Math.max(300, 60 + 18 * shown.length) + 'px';
    chart('differences', {
      grid: { left: 260, right: 30, top: 10, bottom: 40 },
      tooltip: { trigger: 'item', renderMode: 'richText', confine: true },
      xAxis: { type: 'value', name: data.differenceUnit, nameLocation: 'middle', nameGap: 25, scale: true },
      yAxis: { type: 'category', data: shown.map(s => armName(s.row)), axisLabel: { width: 245, overflow: 'truncate' } },
      series: [{
        type: 'custom', encode: { x: [1, 2], y: 0 },
        data: shown.map((s, i) => [i, s.d.ends.length ? s.d.ends[0] : s.d.median, s.d.ends.length ? s.d.ends[1] : s.d.median]),
        renderItem: (params, api) => {
          const from = api.coord([api.value(1), api.value(0)]), to = api.coord([api.value(2), api.value(0)]);
          return { type: 'line', shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style: { stroke: '#888', lineWidth: 3 } };
        },
      }, {
        type: 'scatter', symbolSize: 9, z: 5,
        data: shown.map((s, i) => ({ value: [s.d.median, i], itemStyle: { color: colour(s.index) } })),
        markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: '#888' }, data: [{ xAxis: 0 }] },
      }],
    });
  }

  function search() {
    const any = rows().some(row => row.seeds.some(seed => seed.probes.length));
    byId('search-figure').hidden = !any;
    if (!any) return;
    chart('search', {
      xAxis: { type: 'value', scale: true, name: headline === 'podsNeeded' ? 'pods' : 'rate ×', nameLocation: 'middle', nameGap: 25 },
      yAxis: { type: 'value', name: '%', scale: true, max: 100 },
      dataZoom: [{ type: 'inside' }, { type: 'slider', height: 16, bottom: 0 }, { type: 'inside', yAxisIndex: 0 }],
      tooltip: { trigger: 'item', renderMode: 'richText', confine: true },
      series: drawn().flatMap(d => d.row.seeds.map((seed, i) => ({
        name: armName(d.row) + ', seed ' + seed.seed, type: 'line', symbolSize: 5,
        lineStyle: { color: colour(d.index), type: dash(d.index), width: 1 }, itemStyle: { color: colour(d.index) },
        data: seed.probes.map(p => [p.at, 100 * p.attainment]).sort((a, b) => a[0] - b[0]),
        markLine: i ? undefined : { silent: true, symbol: 'none', lineStyle: { color: '#888' }, label: { show: false }, data: [{ yAxis: 100 * comparison.target }] },
      }))),
    });
  }

  function heatChoices() {
    const arms = drawn().filter(d => d.run && d.run.placements.length);
    const select = byId('heat-arm');
    const kept = select.value;
    fill(select, arms.map(d => { const option = node('option', armName(d.row)); option.value = d.index; return option; }));
    const telling = arms.find(d => d.row.arm.placement !== comparison.baseline.placement) || arms[0];
    if (telling) select.value = telling.index;
    if (arms.some(d => String(d.index) === kept)) select.value = kept;
    select.onchange = times;
    times();
  }

  function times() {
    const run = data.runs.find(r => r.block === state.block && r.row === Number(byId('heat-arm').value));
    const select = byId('heat-time');
    fill(select, (run ? run.placements : []).map((p, i) => { const option = node('option', p.atSeconds.toFixed(0) + ' s'); option.value = i; return option; }));
    if (run && run.placements.length) select.value = run.placements.length - 1;
    select.onchange = heat;
    heat();
  }

  function heat() {
    const run = data.runs.find(r => r.block === state.block && r.row === Number(byId('heat-arm').value));
    const placement = run && run.placements[Number(byId('heat-time').value)];
    if (!placement) { if (charts.heat) charts.heat.clear(); return; }
    const models = placement.models, pods = placement.pods, cells = [];
    placement.weights.forEach((weights, m) => weights.forEach((w, p) => { if (w >= 0) cells.push([p, m, w]); }));
    byId('heat').style.height = Math.max(300, 90 + 15 * models.length) + 'px';
    if (charts.heat) charts.heat.resize();
    chart('heat', {
      grid: { left: 150, right: 20, top: 10, bottom: 90 },
      tooltip: { trigger: 'item', renderMode: 'richText', formatter: p => models[p.value[1]] + ' on ' + pods[p.value[0]] + ': ' + p.value[2] },
      xAxis: { type: 'category', data: pods, axisLabel: { rotate: 40 } },
      yAxis: { type: 'category', data: models, inverse: true, axisLabel: { width: 140, overflow: 'truncate', interval: 0, fontSize: 10 } },
      visualMap: { min: 0, max: 1, calculable: true, orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 120,
        inRange: { color: dark ? ['#27313d', '#4e79a7', '#f5d76e'] : ['#e8edf3', '#4e79a7', '#173a5e'] } },
      series: [{ type: 'heatmap', data: cells, itemStyle: { borderWidth: 1, borderColor: dark ? '#15191f' : '#ffffff' } }],
    });
  }

  function draw() {
    overTime('attainment', run => run.attainment.map(v => v < 0 ? null : 100 * v), { name: '%', max: 100, scale: true });
    overTime('pods', run => run.pods, { minInterval: 1, scale: true }, true);
    overTime('ttft', run => run.ttftP95.map(v => 1000 * v), { name: 'ms' });
    overTime('loads', run => sums(run.loads), {}, true);
    tails();
    adapters();
    differences();
    search();
    heatChoices();
    Object.values(charts).forEach(c => c.resize());
  }

  function show() {
    bounds();
    table();
    draw();
  }

  window.addEventListener('resize', () => Object.values(charts).forEach(c => c.resize()));
  header();
  choose();
  show();
})();
