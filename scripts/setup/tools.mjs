import { findJdks, jdkForJava, jniInclude, OLDEST_JAVA } from './jdk.mjs';
import { which } from './which.mjs';

/**
 * What has to be on the machine beforehand: how to find it, why it is needed and how each system gets it.
 * `find` returns anything but undefined when the tool is there.
 */
export const TOOLS = {
  jdk: {
    name: `a Java Development Kit, version ${OLDEST_JAVA} or later (looked at JAVA_HOME, the PATH and the usual folders)`,
    why: 'compiles the Java classes; ImageJ and BigDataViewer run on its virtual machine',
    find: () => jdkForJava(),
    get: {
      debian: 'openjdk-17-jdk',
      fedora: 'java-21-openjdk-devel',
      brew: 'openjdk',
      winget: 'EclipseAdoptium.Temurin.21.JDK',
    },
  },
  jni: {
    name: 'the header jni.h of a Java Development Kit',
    why: 'compiles the part of the native addon that talks to the Java virtual machine',
    find: () => jniInclude(findJdks()),
    get: {
      debian: 'openjdk-17-jdk',
      fedora: 'java-21-openjdk-devel',
      brew: 'openjdk',
      winget: 'EclipseAdoptium.Temurin.21.JDK',
    },
  },
  maven: {
    name: 'Maven (the command mvn)',
    why: 'compiles the Java classes and brings ImgLib2 and ImageJ from Maven Central',
    find: () => which('mvn'),
    get: {
      debian: 'maven',
      fedora: 'maven',
      brew: 'maven',
      other: 'winget has no Maven: get it from the Apache Maven project and put it on the PATH',
    },
  },
  compiler: {
    name: 'a C++17 compiler (c++, g++ or clang++; or what the environment variable CXX names)',
    why: 'compiles the native addon, which holds the memory that Node and Java share',
    find: () => (process.platform === 'win32' ? true : which(process.env.CXX?.split(' ')[0], 'c++', 'g++', 'clang++')),
    get: {
      debian: 'g++',
      fedora: 'gcc-c++',
      other: 'macOS: xcode-select --install',
      winget: 'Microsoft.VisualStudio.2022.BuildTools',
    },
  },
  make: {
    name: 'make',
    why: 'builds the native addon',
    find: () => (process.platform === 'win32' ? true : which(process.env.MAKE, 'make', 'gmake')),
    get: { debian: 'make', fedora: 'make', other: 'macOS: xcode-select --install' },
  },
  python: {
    name: 'Python 3 (the command python3)',
    why: 'node-gyp, which builds the native addon, is written in it',
    find: () => which(process.env.npm_config_python, process.env.PYTHON, 'python3', 'python', 'py'),
    get: { debian: 'python3', fedora: 'python3', brew: 'python', winget: 'Python.Python.3.13' },
  },
};

/** One or more tools that set-up needs aren't on this machine. */
export class MissingToolError extends Error {
  constructor(all) {
    const missing = withoutRepeats(all);
    const tools = [...new Set(missing.map(({ tool }) => tool))];
    const lines = tools.map((tool) => {
      const stages = missing.filter((entry) => entry.tool === tool).map(({ stage }) => stage);
      return describe(TOOLS[tool], stages);
    });
    super(`Set-up needs what is not on this machine:\n\n${lines.join('\n\n')}\n\nThen run the same command again.`);
    this.name = 'MissingToolError';
    this.tools = tools;
  }
}

/** Without a JDK there is no jni.h either: one thing to install, said once. */
function withoutRepeats(missing) {
  const noJdk = missing.some(({ tool }) => tool === 'jdk');
  return missing.map(({ stage, tool }) => ({ stage, tool: noJdk && tool === 'jni' ? 'jdk' : tool }));
}

function describe({ name, why, get }, stages) {
  const ways = [
    get.debian && `Debian, Ubuntu: sudo apt-get install ${get.debian}`,
    get.fedora && `Fedora: sudo dnf install ${get.fedora}`,
    get.brew && `macOS: brew install ${get.brew}`,
    get.winget && `Windows: winget install ${get.winget}`,
    get.other,
  ];
  const header = [`  missing: ${name}`, `  needed for: ${[...new Set(stages)].join(', ')}`, `  why: it ${why}`];
  return [...header, ...ways.filter(Boolean).map((way) => `    ${way}`)].join('\n');
}
