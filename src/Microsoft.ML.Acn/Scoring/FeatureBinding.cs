using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>Adds one vector, the features.</summary>
internal sealed class FeatureBinding : RowBinding
{
    /// <inheritdoc/>
    public FeatureBinding(IExceptionContext context, FeatureEngine engine, DataViewSchema input)
        : base(context, engine, input, [new DataViewSchema.DetachedColumn(engine.Model.Columns.Features!, new VectorDataViewType(NumberDataViewType.Single, engine.Numbers))])
    {
    }

    /// <inheritdoc/>
    protected override Delegate Getter(int added, PresentScore score) => RowGetters.Numbers(score);
}
