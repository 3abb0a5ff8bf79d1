using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>Rows without labels, as pre-training reads them.</summary>
internal sealed record InputFamilyRows(InputFamily Family, RowStore Store)
{
    public static InputFamilyRows Of(AcnOptions options, IDataView data)
    {
        InputFamily family = InputFamilies.Of(options);
        return new InputFamilyRows(family, UnlabelledRows.Read(data, family, static () => { }, "training data"));
    }
}
