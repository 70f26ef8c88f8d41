// The build puts idiomorph, from npm, beside these scripts.
export const Idiomorph: {
  morph(old: Element, fresh: string, options: { morphStyle: "innerHTML" | "outerHTML" }): Node[];
};
