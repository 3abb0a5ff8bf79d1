using Microsoft.ML;
using Microsoft.ML.Acn;

// What a user does first: "fit FILE" trains and saves, "predict FILE" loads and predicts, in a process of its own.
// "pictures" trains on image files, which another native library decodes.
var context = new MLContext(seed: 1);
try
{
    Console.WriteLine(args switch
    {
        ["fit", var file] => Fit(file),
        ["predict", var file] => Predict(file),
        ["pictures"] => TrainOnPictures(),
        _ => "usage: fit FILE | predict FILE | pictures",
    });
}
catch (AcnBackendException e)
{
    Console.WriteLine($"backend: {e.Message}");
}

string Fit(string file)
{
    string[] animals = ["dog", "cat", "horse", "goat", "sheep"], tools = ["hammer", "saw", "drill", "wrench", "file"];
    var rows = Enumerable.Range(0, 30).Select(i => i % 2 == 0
        ? new Note { Topic = "animal", Text = $"the {animals[i % 5]} has a tail" }
        : new Note { Topic = "tool", Text = $"the {tools[i % 5]} has a handle" });
    var data = context.Data.LoadFromEnumerable(rows);
    var pipeline = context.Transforms.Conversion.MapValueToKey("Label", nameof(Note.Topic))
        .Append(context.MulticlassClassification.Trainers.Acn(new AcnTextOptions
        {
            FeatureColumnName = nameof(Note.Text),
            Layers = 1,
            Width = 16,
            Heads = 2,
            Epochs = 20,
            BatchSize = 8,
            LearningRate = 0.01,
            SubwordBuckets = 64,
            BigramBuckets = 0,
            Seed = 1,
        }))
        .Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    using var model = pipeline.Fit(data);
    context.Model.SaveAtomically(model, data.Schema, file);
    return $"saved: {new FileInfo(file).Length:N0} bytes";
}

string Predict(string file)
{
    var model = context.Model.Load(file, out _);
    using var engine = context.Model.CreatePredictionEngine<Note, Answer>(model);
    var topics = new[] { "a goat and its tail", "a drill and its handle" }.Select(text => engine.Predict(new Note { Text = text }).PredictedLabel);
    return $"predicted: {string.Join(", ", topics)}";
}

string TrainOnPictures()
{
    // A red square and a blue one, of 8 x 8 pixels.
    byte[][] files =
    [
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mO4IyeHFTEMLQkAid1GAVQcagkAAAAASUVORK5CYII="),
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mOQk7uDFTEMLQkAKt1GAdqgzisAAAAASUVORK5CYII="),
    ];
    var data = context.Data.LoadFromEnumerable(Enumerable.Range(0, 24).Select(i => new Picture { Color = i % 2 == 0 ? "red" : "blue", Image = files[i % 2] }));
    var pipeline = context.Transforms.Conversion.MapValueToKey("Label", nameof(Picture.Color))
        .Append(context.MulticlassClassification.Trainers.Acn(new AcnImageOptions { FeatureColumnName = nameof(Picture.Image), Layers = 1, Width = 16, Epochs = 12, BatchSize = 8, LearningRate = 0.01, Seed = 1 }));
    using var model = pipeline.Fit(data);
    var metrics = context.MulticlassClassification.Evaluate(model.Transform(data));
    return FormattableString.Invariant($"pictures: accuracy {metrics.MicroAccuracy:F2}");
}

sealed class Note
{
    public string Topic { get; set; } = "";

    public string Text { get; set; } = "";
}

sealed class Answer
{
    public string PredictedLabel { get; set; } = "";
}

sealed class Picture
{
    public string Color { get; set; } = "";

    public byte[] Image { get; set; } = [];
}
