using System.CommandLine;
using System.Globalization;
using TadSr.Checkpoints;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Cli.Commands;

/// <summary><c>tadsr weights</c>: the catalogue of published weight files, and the cache that they are fetched into.</summary>
internal static class WeightsCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create() => new("weights", "List, fetch and verify published weight files.") { List(), Pull(), Verify(), Where() };

    private static Command List()
    {
        var folder = Folder();
        var command = new Command("list", "Show every file of the catalogue: size, licence, and where it lies.") { folder };
        command.SetAction(result =>
        {
            var store = new WeightStore(result.GetValue(folder));
            foreach (var entry in Catalogue.Entries)
            {
                var place = store.Locate(entry) ?? (entry.Address is null ? "absent; to be put in place by hand" : "absent");
                result.InvocationConfiguration.Output.WriteLine($"{entry.FileName}  {Size(entry)}  {entry.Licence}  {entry.Description}  {place}");
            }
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Command Pull()
    {
        var names = new Argument<string[]>("name") { Description = "Files of the catalogue, networks (their codec comes too), or metrics whose files are meant.", Arity = ArgumentArity.OneOrMore };
        var folder = Folder();
        var offline = new Option<bool>("--offline") { Description = "Fetch nothing; say what would be fetched." };
        var command = new Command("pull", "Fetch files into the cache: continued after an interruption, verified before they take their name.") { names, folder, offline };
        command.SetAction(async (result, cancellation) =>
        {
            var entries = result.GetValue(names)!.SelectMany(Catalogue.Named).Distinct().ToList();
            var store = new WeightStore(result.GetValue(folder));
            var output = result.InvocationConfiguration.Output;
            var code = ExitCode.Done;
            if (ModelWeights.RestrictionOf(entries.Select(entry => entry.FileName)) is { } restriction)
                Messages.Of(result).Say(restriction);
            using var client = WeightDownload.CreateClient();
            foreach (var entry in entries)
            {
                if (store.Locate(entry) is { } present)
                {
                    output.WriteLine($"{store.Find(entry).Path}: there already, verified");
                    continue;
                }
                if (entry.Address is null || result.GetValue(offline))
                {
                    output.WriteLine(entry.Address is null ? $"{entry.FileName}: has no plain address; put it in place by hand" : $"{entry.FileName}: not here; would come from {entry.Address}");
                    code = ExitCode.Partial;
                    continue;
                }
                await FetchAsync(entry, new WeightCache(), client, Messages.Of(result).Stream, output, cancellation).ConfigureAwait(false);
            }
            return (int)code;
        });
        return command;
    }

    private static async Task FetchAsync(WeightEntry entry, WeightCache cache, HttpClient client, ErrorStream errors, TextWriter output, CancellationToken cancellation)
    {
        errors.WriteLine($"{entry.FileName} ({Size(entry)}, licence {entry.Licence}) from {entry.Address}");
        var expected = cache.Recorded(entry.FileName) ?? entry.Sha256;
        var target = Path.Combine(cache.Folder, entry.FileName);
        var download = new WeightDownload(client, WeightDownload.DefaultPatience);
        var hash = await download.FetchAsync(new Uri(entry.Address!), target, expected, new Tenths(errors), cancellation).ConfigureAwait(false);
        cache.Record(entry.FileName, hash);
        output.WriteLine($"{target}: {Printable.Bytes(new FileInfo(target).Length)}, SHA-256 {hash}{(entry.Sha256.Length == 64 ? "" : entry.Sha256.Length == 0 ? " (none is published; recorded)" : $" (published: {entry.Sha256}...; recorded)")}");
    }

    private static Command Verify()
    {
        var folder = Folder();
        var command = new Command("verify", "Compare every file that is here with its published or recorded SHA-256.") { folder };
        command.SetAction(result =>
        {
            var store = new WeightStore(result.GetValue(folder));
            var (good, bad) = (0, 0);
            foreach (var entry in Catalogue.Entries.Where(entry => store.Locate(entry) is not null))
            {
                try
                {
                    var file = store.Find(entry);
                    result.InvocationConfiguration.Output.WriteLine($"{file.Path}: {file.Sha256}");
                    good++;
                }
                catch (TadSrException e) when (e.Kind == ErrorKind.BadFile)
                {
                    Messages.Of(result).Say(e.Message);
                    bad++;
                }
            }
            result.InvocationConfiguration.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{good} verified, {bad} wrong"));
            return (int)(bad == 0 ? ExitCode.Done : good > 0 ? ExitCode.Partial : ExitCode.BadFile);
        });
        return command;
    }

    private static Command Where()
    {
        var name = new Argument<string>("name") { Description = "A file of the catalogue, or a metric whose files are meant." };
        var folder = Folder();
        var command = new Command("path", "Print where files lie, verified.") { name, folder };
        command.SetAction(result =>
        {
            var store = new WeightStore(result.GetValue(folder));
            foreach (var entry in Catalogue.Named(result.GetRequiredValue(name)))
                result.InvocationConfiguration.Output.WriteLine(store.Find(entry).Path);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static string Size(WeightEntry entry) => entry.Size ?? (entry.Bundled ? "small" : "size not published");

    private static Option<string?> Folder() => new("--weights-dir") { Description = "Folder to look in first.", HelpName = "folder" };

    // A line every tenth part; a line for each block would be thousands.
    private sealed class Tenths(ErrorStream errors) : IProgress<(long Done, long? Total)>
    {
        private long shown;

        public void Report((long Done, long? Total) value)
        {
            if (value.Total is not { } total || total == 0 || value.Done * 10 / total <= shown)
                return;
            shown = value.Done * 10 / total;
            errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{shown * 10,3} %] {Printable.Bytes(value.Done)} of {Printable.Bytes(total)}"));
        }
    }
}
