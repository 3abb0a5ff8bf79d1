using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Acn.Reliability.Mutation;

/// <summary>Changes of JSON that stays JSON, so that what its values mean is checked.</summary>
internal static class JsonMutator
{
    // What is nested deeper than the writer allows by itself is a case too.
    private static readonly JsonSerializerOptions _written = new() { WriteIndented = true, IndentSize = 1, NewLine = "\n", MaxDepth = 10_000, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] _numbers =
        ["0", "-1", "1", "2", "7", "16", "65", "4096", "65536", "10000000", "16777216", "268435456", "2147483647", "-2147483648", "2147483648", "9223372036854775807", "-9223372036854775808", "1e308", "-1e308", "1e-320", "0.5", "1.0", "1e400", "123456789012345678901234567890"];

    private static readonly string[] _texts =
        ["", " ", "none", "\0", "\uFFFF", "../../x", "C:\\x", "text", "image", "vector", "transformer", "mixer", "mlp", "acn", "residual", "denseFormer", "layers", "layersAndEmbedding", "replay", "F32", "U8", "BF16", "Infinity", "NaN", "0", "1.0", "2.0", "3.0", "3.1", "9.9", "2147483648.1", "Score", "Label", "Int32", "Boolean", "DateTime", "1999-13-32T25:61:61.0000000Z"];

    /// <summary>A changed copy; what is no JSON is returned as it is.</summary>
    public static byte[] Mutate(byte[] json, Random random)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return json;
        }
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            JsonNode[] places = [.. Below(root)];
            if (places.Length > 0)
                Change(places, places[random.Next(places.Length)], random);
        }
        string text = root?.ToJsonString(_written) ?? "null";
        return Encoding.UTF8.GetBytes(random.Next(20) == 0 ? Torn(text, random) : text);
    }

    private static void Change(JsonNode[] all, JsonNode place, Random random)
    {
        switch (random.Next(7))
        {
            case 0 or 1 when place.GetValueKind() == JsonValueKind.Number:
                Replace(place, Number(place, random));
                break;
            case 2 when place.GetValueKind() == JsonValueKind.Number:
                // The same number elsewhere is often the same size, which has to be changed in all places to get any further.
                string old = place.ToJsonString();
                JsonNode[] equal = [.. all.Where(one => one.GetValueKind() == JsonValueKind.Number && one.ToJsonString() == old)];
                JsonNode? number = Number(place, random);
                foreach (JsonNode one in equal)
                    Replace(one, number?.DeepClone());
                break;
            case 3:
                Remove(place);
                break;
            case 4 when place is JsonArray { Count: > 0 } array:
                JsonNode? item = array[random.Next(array.Count)];
                for (int times = random.Next(4) == 0 ? 3_000 : random.Next(1, 4); times > 0; times--)
                    array.Insert(random.Next(array.Count + 1), item?.DeepClone());
                break;
            case 5 when place is JsonObject parent:
                parent[_texts[random.Next(_texts.Length)]] = all[random.Next(all.Length)].DeepClone();
                break;
            default:
                Replace(place, Any(all, random));
                break;
        }
    }

    private static JsonNode? Number(JsonNode place, Random random)
    {
        bool isSmall = long.TryParse(place.ToJsonString(), out long value) && value is > -1_000_000_000 and < 1_000_000_000;
        return random.Next(4) switch
        {
            0 when isSmall => JsonValue.Create(value + 1),
            1 when isSmall => JsonValue.Create(value - 1),
            2 when isSmall => JsonValue.Create(value * 2),
            _ => JsonNode.Parse(_numbers[random.Next(_numbers.Length)]),
        };
    }

    private static JsonNode? Any(JsonNode[] all, Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                return null;
            case 1:
                return JsonNode.Parse(_numbers[random.Next(_numbers.Length)]);
            case 2:
                return new string('x', random.Next(1, 3_000));
            case 3:
                return all[random.Next(all.Length)].DeepClone();
            case 4:
                return random.Next(2) == 0;
            case 5:
                JsonNode deep = new JsonArray();
                for (int depth = random.Next(1, 40); depth > 0; depth--)
                    deep = random.Next(2) == 0 ? new JsonArray(deep) : new JsonObject { ["a"] = deep };
                return deep;
            default:
                return _texts[random.Next(_texts.Length)];
        }
    }

    /// <summary>What no tree of values can say: a property twice, or something behind the end.</summary>
    private static string Torn(string text, Random random)
    {
        int at = text.IndexOf('"', random.Next(text.Length));
        return random.Next(2) == 0 || at < 0 ? text + "{" : text.Insert(at, "\"version\": \"1.0\",");
    }

    private static IEnumerable<JsonNode> Below(JsonNode? node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject parent => parent.Select(property => property.Value),
            JsonArray array => array,
            _ => [],
        };
        // Of a long list a few will do.
        return children.OfType<JsonNode>().Take(64).SelectMany(child => Below(child).Prepend(child));
    }

    private static void Replace(JsonNode place, JsonNode? value)
    {
        if (place.Parent is JsonObject parent)
            parent[place.GetPropertyName()] = value;
        else if (place.Parent is JsonArray array)
            array[place.GetElementIndex()] = value;
    }

    private static void Remove(JsonNode place)
    {
        if (place.Parent is JsonObject parent)
            parent.Remove(place.GetPropertyName());
        else if (place.Parent is JsonArray array)
            array.RemoveAt(place.GetElementIndex());
    }
}
