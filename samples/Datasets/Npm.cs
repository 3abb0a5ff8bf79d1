namespace Datasets;

/// <summary>npm as a child process.</summary>
internal static class Npm
{
    /// <summary>npm, or null if it is not on the PATH. On Windows it is a command file.</summary>
    public static ChildProcess? Find()
    {
        string[] names = OperatingSystem.IsWindows() ? ["npm.cmd", "npm.exe"] : ["npm"];
        return ChildProcess.Find(names) is not { } path ? null : new ChildProcess("npm", path)
        {
            ErrorPrefixes = ["npm error ", "npm ERR! "],
            Environment = new Dictionary<string, string> { ["npm_config_update_notifier"] = "false" },
        };
    }
}
