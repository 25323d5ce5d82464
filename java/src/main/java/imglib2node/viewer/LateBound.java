package imglib2node.viewer;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls into jars that are there at run time only. BigDataViewer is not on Maven Central, so this
 * package must compile without it; every call to it goes through here, by name.
 */
final class LateBound {
  /** The body of a {@link #proxy}: gets the method's name and its arguments (never null). */
  interface Body {
    Object call(String method, Object[] arguments) throws Exception;
  }

  private static final Map<String, Executable> FOUND = new ConcurrentHashMap<>();

  private static final Map<Class<?>, Class<?>> BOXED =
      Map.of(
          boolean.class, Boolean.class,
          int.class, Integer.class,
          long.class, Long.class,
          float.class, Float.class,
          double.class, Double.class);

  private LateBound() {}

  static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("class " + name + " is not on the class path", e);
    }
  }

  /** Calls a method of {@code target}; exceptions of the method come out as they are. */
  static Object call(Object target, String name, Object... arguments) {
    return invoke(target.getClass(), target, name, arguments);
  }

  static Object callStatic(String type, String name, Object... arguments) {
    return invoke(type(type), null, name, arguments);
  }

  static Object create(String type, Object... arguments) {
    Class<?> owner = type(type);
    Executable constructor =
        FOUND.computeIfAbsent(
            key(owner, "<init>", arguments),
            k -> pick(owner, "<init>", owner.getConstructors(), arguments));
    try {
      return ((Constructor<?>) constructor).newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw unwrapped(e);
    }
  }

  /** The value of a static field or an enum constant. */
  static Object constant(String type, String field) {
    try {
      return type(type).getField(field).get(null);
    } catch (ReflectiveOperationException e) {
      throw unwrapped(e);
    }
  }

  /**
   * An object that implements the interface; {@code equals}, {@code hashCode}, {@code toString} are
   * by identity.
   */
  static Object proxy(String type, Body body) {
    Class<?> api = type(type);
    return Proxy.newProxyInstance(
        api.getClassLoader(),
        new Class<?>[] {api},
        (self, method, arguments) -> {
          switch (method.getName()) {
            case "equals":
              return self == arguments[0];
            case "hashCode":
              return System.identityHashCode(self);
            case "toString":
              return "imglib2-node " + api.getSimpleName();
            default:
              return body.call(method.getName(), arguments == null ? new Object[0] : arguments);
          }
        });
  }

  private static Object invoke(Class<?> owner, Object target, String name, Object[] arguments) {
    Executable method =
        FOUND.computeIfAbsent(
            key(owner, name, arguments), k -> pick(owner, name, owner.getMethods(), arguments));
    try {
      return ((Method) method).invoke(target, arguments);
    } catch (ReflectiveOperationException e) {
      throw unwrapped(e);
    }
  }

  private static String key(Class<?> owner, String name, Object[] arguments) {
    StringBuilder key = new StringBuilder(owner.getName()).append('#').append(name);
    key.append(System.identityHashCode(owner));
    for (Object argument : arguments) {
      key.append(',').append(argument == null ? "null" : argument.getClass().getName());
    }
    return key.toString();
  }

  private static Executable pick(
      Class<?> owner, String name, Executable[] all, Object[] arguments) {
    for (Executable candidate : all) {
      boolean named = candidate instanceof Constructor || candidate.getName().equals(name);
      if (named && accepts(candidate.getParameterTypes(), arguments)) {
        Executable callable = inPublicClass(candidate);
        if (callable != null) {
          return callable;
        }
      }
    }
    throw new IllegalStateException(
        owner.getName()
            + " has no public "
            + name
            + " for "
            + Arrays.toString(arguments)
            + "; this version of BigDataViewer is not supported (10.6 is)");
  }

  private static boolean accepts(Class<?>[] parameters, Object[] arguments) {
    if (parameters.length != arguments.length) {
      return false;
    }
    for (int i = 0; i < parameters.length; i++) {
      Class<?> parameter = BOXED.getOrDefault(parameters[i], parameters[i]);
      if (arguments[i] == null
          ? parameters[i].isPrimitive()
          : !parameter.isInstance(arguments[i])) {
        return false;
      }
    }
    return true;
  }

  /** A public method of a class that isn't public can't be called; the one it implements can. */
  private static Executable inPublicClass(Executable candidate) {
    Class<?> owner = candidate.getDeclaringClass();
    if (Modifier.isPublic(owner.getModifiers()) || candidate instanceof Constructor) {
      return candidate;
    }
    for (Class<?> type = owner; type != null; type = type.getSuperclass()) {
      for (Class<?> api : type.getInterfaces()) {
        try {
          return api.getMethod(candidate.getName(), candidate.getParameterTypes());
        } catch (NoSuchMethodException e) {
          // Not declared here: the next interface may.
        }
      }
    }
    return null;
  }

  private static RuntimeException unwrapped(ReflectiveOperationException e) {
    Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
    if (cause instanceof RuntimeException runtime) {
      return runtime;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(cause);
  }
}
