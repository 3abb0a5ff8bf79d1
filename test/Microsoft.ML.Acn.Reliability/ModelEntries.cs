using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.Acn.Reliability;

/// <summary>What is in ML.NET's model file, without the times that the archive has of its entries.</summary>
internal static class ModelEntries
{
    /// <summary>Names and contents of all entries, one after another.</summary>
    public static byte[] Of(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        using var all = new MemoryStream();
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            all.Write(Encoding.UTF8.GetBytes(entry.FullName));
            using Stream stream = entry.Open();
            stream.CopyTo(all);
        }
        return all.ToArray();
    }
}
