/** The class Reading, as java-bridge gives it; once a process. `javaHome` is that of a JDK. */
// biome-ignore lint/suspicious/noExplicitAny: Java's classes have no types here
export function importReading(javaHome: string): any;
