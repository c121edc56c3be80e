// Of a probe, the operands that lose most: each at its worst step. Pure.

interface OperandLoss {
  readonly recipe: string;
  readonly operand: string;
  readonly underflow: number;
  readonly overflow: number;
}

/** At most `most` of each recipe, those first that lose the largest share of their values to underflow and overflow. */
export function worstOperands<Row extends OperandLoss>(rows: readonly Row[], most: number): Row[] {
  const lost = ({ underflow, overflow }: OperandLoss) => underflow + overflow;
  return [...Map.groupBy(rows, ({ recipe }) => recipe).values()].flatMap((own) =>
    [...Map.groupBy(own, ({ operand }) => operand).values()]
      .map((steps) => steps.reduce((a, b) => (lost(b) > lost(a) ? b : a)))
      .sort((a, b) => lost(b) - lost(a))
      .slice(0, most),
  );
}
