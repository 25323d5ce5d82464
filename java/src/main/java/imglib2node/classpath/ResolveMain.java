package imglib2node.classpath;

import coursierapi.Artifact;
import coursierapi.Cache;
import coursierapi.Dependency;
import coursierapi.Fetch;
import coursierapi.FetchResult;
import coursierapi.MavenRepository;
import coursierapi.Repository;
import coursierapi.error.CoursierError;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Resolves Maven coordinates with Coursier, in a short process of its own: the class path of the
 * JVM inside Node must be whole before that JVM starts, and Coursier has no business on it.
 *
 * <p>Arguments: {@code --cache DIR}, {@code --repository URL} (or {@code central}), {@code --bom
 * G:A:V} (all but the first repeatable), then coordinates {@code G:A:V}. What happens goes to
 * standard output as lines, see {@link Events}. Exit status 0: every file is there and its checksum
 * is right; 1: an {@code error} line says why not.
 */
public final class ResolveMain {
  private final Events events;
  private final List<Repository> repositories = new ArrayList<>();
  private final List<Dependency> boms = new ArrayList<>();
  private final List<Dependency> dependencies = new ArrayList<>();
  private Cache cache = Cache.create();

  private ResolveMain(Events events) {
    this.events = events;
  }

  public static void main(String[] args) {
    Events events = new Events(System.out);
    boolean done = new ResolveMain(events).run(args);
    // Coursier's threads are daemons only in part.
    System.exit(done ? 0 : 1);
  }

  private boolean run(String[] args) {
    try {
      parse(args);
      for (Map.Entry<Artifact, File> found : fetch().getArtifacts()) {
        Checksums.verify(cache, found.getKey(), found.getValue());
        events.file(found.getKey().getUrl(), found.getValue());
      }
      return true;
    } catch (Exception error) {
      // All kinds: Coursier throws checked exceptions that it does not declare.
      events.error(messageOf(error));
      return false;
    }
  }

  private void parse(String[] args) {
    int i = 0;
    for (; i + 1 < args.length && args[i].startsWith("--"); i += 2) {
      String value = args[i + 1];
      switch (args[i]) {
        case "--cache":
          cache = cache.withLocation(new File(value));
          break;
        case "--repository":
          repositories.add(
              value.equals("central") ? Repository.central() : MavenRepository.of(value));
          break;
        case "--bom":
          boms.add(dependency(value));
          break;
        default:
          throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    for (; i < args.length; i++) {
      dependencies.add(dependency(args[i]));
    }
  }

  private static Dependency dependency(String coordinates) {
    String[] parts = coordinates.split(":");
    if (parts.length != 3) {
      throw new IllegalArgumentException(coordinates + " is not group:artifact:version");
    }
    return Dependency.of(parts[0], parts[1], parts[2]);
  }

  private FetchResult fetch() throws CoursierError {
    cache = cache.withLogger(events);
    // The lists are set, not added to: Coursier's defaults would look into the user's ~/.ivy2 too.
    return Fetch.create()
        .withCache(cache)
        .withRepositories(repositories.toArray(new Repository[0]))
        .withBomDependencies(boms.toArray(new Dependency[0]))
        .withDependencies(dependencies.toArray(new Dependency[0]))
        .fetchResult();
  }

  private static String messageOf(Exception error) {
    String message = error.getMessage();
    return message == null ? error.toString() : message;
  }
}
