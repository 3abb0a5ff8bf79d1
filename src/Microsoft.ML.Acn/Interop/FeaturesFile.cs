using Microsoft.ML;
using Microsoft.ML.Acn;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(AcnFeaturesTransformer), typeof(FeaturesFile), null, typeof(SignatureLoadModel), "Features of an auto-compressing network", FeaturesFile.Signature)]

namespace Microsoft.ML.Acn.Interop;

/// <summary>Saves and loads a transformer that gives features as part of ML.NET's model file. Its parts are those of a classifier, see <see cref="ModelFile"/>.</summary>
internal static class FeaturesFile
{
    internal const string Signature = "AutoCompressingFeatures";

    private static readonly VersionInfo Version = new(
        modelSignature: "ACNFEATR",
        verWrittenCur: 0x00010001, // Initial
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: Signature,
        loaderAssemblyName: typeof(FeaturesFile).Assembly.GetName().Name);

    public static void Save(ModelSaveContext context, AcnModel model) => ModelFile.Save(context, model, Version);

    /// <summary>ML.NET finds and calls this method by its name.</summary>
    public static AcnFeaturesTransformer Create(IHostEnvironment environment, ModelLoadContext context)
    {
        AcnModel model = ModelFile.Read(environment, context, Version, ModelKind.Features);
        return new AcnFeaturesTransformer(environment, new FeatureEngine(model, new SharedNetwork(model.Network), typeof(AcnFeaturesTransformer)));
    }
}
