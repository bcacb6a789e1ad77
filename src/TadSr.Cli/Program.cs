using System.CommandLine;
using TadSr.Runtime;

var root = new RootCommand("One-step diffusion super-resolution: train, distil, upscale and measure.");
try
{
    return await root.Parse(args).InvokeAsync().ConfigureAwait(false);
}
catch (TadSrException e)
{
    await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
    return (int)e.Code;
}
