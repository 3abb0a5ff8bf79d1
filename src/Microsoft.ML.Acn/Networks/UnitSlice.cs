using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>Where the units of a set lie in one weight: next to each other along a dimension.</summary>
/// <param name="Weight">The weight.</param>
/// <param name="Dimension">The dimension along which units follow each other.</param>
/// <param name="Start">Where the first begins.</param>
/// <param name="Size">How far each reaches.</param>
internal sealed record UnitSlice(Parameter Weight, int Dimension, int Start = 0, int Size = 1)
{
    /// <summary>Whether it is of a matrix: biases and the attention's numbers per head go with their units but say nothing of their worth.</summary>
    public bool IsOfMatrix => Weight.dim() == 2;

    /// <summary>The numbers of each unit. (units, numbers of a unit)</summary>
    /// <param name="numbers">Numbers of the weight's shape.</param>
    /// <param name="units">How many units there are.</param>
    public Tensor PerUnit(Tensor numbers, int units) => numbers.narrow(Dimension, Start, units * Size).transpose(0, Dimension).reshape(units, -1);

    /// <summary>The positions of some units along the dimension.</summary>
    public IEnumerable<long> Positions(IEnumerable<int> units) => units.SelectMany(unit => Enumerable.Range(Start + (unit * Size), Size)).Select(position => (long)position);
}
