using Microsoft.ML.Acn.Reliability.Fuzzing;
using Microsoft.ML.Acn.Reliability.Seeds;

/// <summary>What a fuzzer begins with: whole models and their parts.</summary>
internal static class Corpus
{
    public static void Write(SeedModel model, string folder)
    {
        string name = model.Name.Replace(' ', '-');
        Save(FuzzTarget.Zip, ".zip", model.Zip);
        Save(FuzzTarget.Tensors, ".safetensors", model.Parts.Weights);
        Save(FuzzTarget.Configuration, ".json", model.Parts.Config);

        void Save(FuzzTarget target, string extension, byte[] bytes)
        {
            string parts = Path.Combine(folder, target.ToString().ToLowerInvariant());
            Directory.CreateDirectory(parts);
            File.WriteAllBytes(Path.Combine(parts, name + extension), bytes);
        }
    }
}
