{
  # Two libraries: core needs no Java; jni is built where a JDK's headers are found (scripts/jdk-include.mjs), also
  # when the JDK came after the core was built.
  'variables': {
    'jdk_include%': '<!(node scripts/jdk-include.mjs)',
  },
  'target_defaults': {
    'include_dirs': ["<!(node -p \"require('node-addon-api').include_dir\")"],
    # No -std: Node's own headers say which C++ they need (17 up to Node 22, 20 from Node 24 on).
    'cflags_cc': ['-Wall', '-Wextra', '-O3'],
    'xcode_settings': {
      'MACOSX_DEPLOYMENT_TARGET': '11.0',
      'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
    },
  },
  'targets': [
    {
      'target_name': 'core',
      'sources': [
        'native/addon.cc',
        'native/environment.cc',
        'native/native_block.cc',
        'native/memory/allocation.cc',
        'native/memory/array_buffer.cc',
        'native/memory/block.cc',
        'native/memory/changes.cc',
        'native/memory/mapped_file.cc',
      ],
    },
  ],
  'conditions': [
    ['jdk_include!=""', {
      'targets': [
        {
          'target_name': 'jni',
          'include_dirs': ['<(jdk_include)'],
          'sources': [
            'native/jni_addon.cc',
            'native/native_image.cc',
            'native/jni/java_vm.cc',
            'native/jni/shared_images.cc',
          ],
          'conditions': [
            ['OS=="linux"', {'include_dirs': ['<(jdk_include)/linux']}],
            ['OS=="mac"', {'include_dirs': ['<(jdk_include)/darwin']}],
            ['OS=="win"', {'include_dirs': ['<(jdk_include)/win32']}],
          ],
        },
      ],
    }],
  ],
}
