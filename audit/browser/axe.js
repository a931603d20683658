// Runs axe-core with `options`, as JSON, and keeps of its result what rules need.
async (options) => {
  // axe-core passes over a tag that it does not know, and would find nothing for it.
  const unknown = options.runOnly.values.filter((tag) => !axe.getRules([tag]).length);
  if (unknown.length) throw new Error(`axe-core has no rule with the tag ${unknown.join(", ")}`);
  const { marks } = careAudit;
  marks.clear();
  const mark = (element) => {
    if (!element) return null;
    if (!marks.has(element)) marks.set(element, String(marks.size + 1));
    return marks.get(element);
  };
  const related = (node) => ({ html: node.html, target: node.target });
  const check = (each) => ({
    id: each.id,
    impact: each.impact,
    message: each.message,
    data: each.data,
    relatedNodes: each.relatedNodes.slice(0, 5).map(related),
  });
  const slim = (rule) => ({
    id: rule.id,
    impact: rule.impact,
    tags: rule.tags,
    description: rule.description,
    help: rule.help,
    helpUrl: rule.helpUrl,
    nodes: rule.nodes.map((node) => ({
      impact: node.impact,
      html: node.html,
      target: node.target,
      ancestry: node.ancestry,
      mark: mark(node.element),
      failureSummary: node.failureSummary,
      any: node.any.map(check),
      all: node.all.map(check),
      none: node.none.map(check),
    })),
  });
  const result = await axe.run(document, {
    ...options,
    elementRef: true,
    ancestry: true,
    resultTypes: ["violations", "incomplete"],
  });
  return JSON.stringify({
    testEngine: result.testEngine,
    violations: result.violations.map(slim),
    incomplete: result.incomplete.map(slim),
  });
}
