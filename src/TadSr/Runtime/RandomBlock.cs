namespace TadSr.Runtime;

/// <summary>128 bits as four words: a counter or an output of <see cref="CounterRandom"/>, least significant word first.</summary>
internal readonly record struct RandomBlock(uint A, uint B, uint C, uint D);
