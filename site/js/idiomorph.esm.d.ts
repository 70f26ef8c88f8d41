// The build puts idiomorph, from npm, beside these scripts.
export const Idiomorph: {
  morph(
    old: Element,
    fresh: Node[],
    options: {
      morphStyle: "innerHTML" | "outerHTML";
      callbacks?: { beforeNodeMorphed?: (before: Element, after: Element) => boolean };
    },
  ): Node[];
};
