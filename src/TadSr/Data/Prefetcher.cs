using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TadSr.Runtime;

namespace TadSr.Data;

/// <summary>Makes batches ahead on background threads and hands them out in order. The threads touch no tensors. Batches and
/// their order do not depend on the number of threads.</summary>
internal sealed partial class Prefetcher : IDisposable
{
    private readonly PairDataset dataset;
    private readonly int batchSize;
    private readonly int depth;
    private readonly TimeSpan stallAfter;
    private readonly ILogger logger;
    private readonly object gate = new();
    private readonly Dictionary<long, PairBatch> ready = [];
    private readonly string[] reading;
    private readonly Thread[] threads;
    private readonly long firstIndex;
    private long started;
    private long taken;
    private Exception? failure;
    private bool stopping;

    /// <summary>Starts to make batches.</summary>
    /// <param name="dataset">Where samples come from.</param>
    /// <param name="batchSize">Samples a batch.</param>
    /// <param name="firstIndex">Number of the first sample; to resume, that of the first sample not yet trained on.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="depth">Batches made ahead, at least 1.</param>
    /// <param name="stallAfter">After this time without a batch the files being read are logged; a minute by default.</param>
    /// <param name="logger">Receives stalls.</param>
    public Prefetcher(PairDataset dataset, int batchSize, long firstIndex = 0, int workers = 1, int depth = 4, TimeSpan? stallAfter = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(firstIndex);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workers);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        (this.dataset, this.batchSize, this.firstIndex, this.depth) = (dataset, batchSize, firstIndex, depth);
        this.stallAfter = stallAfter ?? TimeSpan.FromMinutes(1);
        this.logger = logger ?? NullLogger.Instance;
        reading = new string[workers];
        Array.Fill(reading, "");
        threads = new Thread[workers];
        for (var i = 0; i < workers; i++)
        {
            var worker = i;
            threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"data {worker}", Priority = ThreadPriority.BelowNormal };
            threads[i].Start();
        }
    }

    /// <summary>The next batch; waits for it.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    /// <exception cref="TadSrException">A worker failed; the message names the file.</exception>
    /// <exception cref="ObjectDisposedException">Already disposed.</exception>
    public PairBatch Next(CancellationToken cancellation = default)
    {
        using var wake = cancellation.Register(Pulse);
        var waited = Stopwatch.StartNew();
        lock (gate)
        {
            while (true)
            {
                ObjectDisposedException.ThrowIf(stopping, this);
                cancellation.ThrowIfCancellationRequested();
                if (ready.Remove(taken, out var batch))
                {
                    taken++;
                    Monitor.PulseAll(gate);
                    return batch;
                }

                if (failure is not null)
                    throw failure as TadSrException ?? new TadSrException(failure.Message, ErrorKind.Environment, failure);
                Monitor.Wait(gate, stallAfter);
                if (waited.Elapsed >= stallAfter)
                {
                    LogStall(logger, waited.Elapsed.TotalSeconds, string.Join(", ", reading));
                    waited.Restart();
                }
            }
        }
    }

    /// <summary>Stops the threads and waits for them; each ends after the sample it works on.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            stopping = true;
            ready.Clear();
            Monitor.PulseAll(gate);
        }

        foreach (var thread in threads)
            thread.Join();
    }

    [LoggerMessage(LogLevel.Warning, "no training data for {Seconds} s; reading {Files}")]
    private static partial void LogStall(ILogger logger, double seconds, string files);

    private void Work(int worker)
    {
        while (true)
        {
            long number;
            lock (gate)
            {
                while (!stopping && failure is null && started >= taken + depth)
                    Monitor.Wait(gate);
                if (stopping || failure is not null)
                    return;
                number = started++;
            }

            try
            {
                var batch = dataset.Batch(firstIndex + number * batchSize, batchSize, file => Note(worker, file));
                lock (gate)
                {
                    ready[number] = batch;
                    Monitor.PulseAll(gate);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                Fail(worker, e);
                return;
            }
        }
    }

    private void Note(int worker, string file)
    {
        lock (gate)
        {
            reading[worker] = file;
            if (stopping)
                throw new OperationCanceledException();
        }
    }

    private void Fail(int worker, Exception e)
    {
        lock (gate)
        {
            failure ??= e as TadSrException
                ?? new TadSrException($"Training data: making a sample of '{reading[worker]}' failed: {e.Message}", ErrorKind.Environment, e);
            Monitor.PulseAll(gate);
        }
    }

    private void Pulse()
    {
        lock (gate)
            Monitor.PulseAll(gate);
    }
}
