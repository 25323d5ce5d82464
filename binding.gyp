{
  # Two libraries: core needs no Java; jni is built where a JDK's headers are found (scripts/jdk-include.mjs), also
  # when the JDK came after the core was built.
  'variables': {
    'jdk_include%': '<!(node scripts/jdk-include.mjs)',
  },
  'target_defaults': {
    'include_dirs': ["<!(node -p \"require('node-addon-api').include_dir\")"],
    # No -std: Node's own headers say which C++ they need (17 up to Node 22, 20 from Node 24 on). The last three keep
    # every bit (no fused multiply-add, which JavaScript lacks) and let loops be vectorised.
    'cflags_cc': ['-Wall', '-Wextra', '-O3', '-ffp-contract=off', '-fno-trapping-math', '-fno-math-errno'],
    'conditions': [
      # The clones of native/kernels/clones.h for processors that have vectors of 512 bits use them.
      ['OS=="linux" and target_arch=="x64"', {'cflags_cc': ['-mprefer-vector-width=512']}],
    ],
    'xcode_settings': {
      'MACOSX_DEPLOYMENT_TARGET': '11.0',
      'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
      'OTHER_CPLUSPLUSFLAGS': ['-O3', '-ffp-contract=off', '-fno-trapping-math', '-fno-math-errno'],
    },
  },
  'targets': [
    {
      'target_name': 'core',
      'sources': [
        'native/addon.cc',
        'native/boxes_addon.cc',
        'native/chunks/cut.cc',
        'native/chunks_addon.cc',
        'native/codecs/blosc.cc',
        'native/codecs/library.cc',
        'native/codecs/shuffle.cc',
        'native/codecs/zstd.cc',
        'native/codecs_addon.cc',
        'native/environment.cc',
        'native/filters_addon.cc',
        'native/kernel_arguments.cc',
        'native/kernels_addon.cc',
        'native/kernels/adler32.cc',
        'native/kernels/affine.cc',
        'native/kernels/along_axis.cc',
        'native/kernels/arg_reduce.cc',
        'native/kernels/arithmetic.cc',
        'native/kernels/box_mean.cc',
        'native/kernels/cast.cc',
        'native/kernels/copy.cc',
        'native/kernels/division.cc',
        'native/kernels/elementwise.cc',
        'native/kernels/inflate.cc',
        'native/kernels/exponential.cc',
        'native/kernels/histogram.cc',
        'native/kernels/lzw.cc',
        'native/kernels/median.cc',
        'native/kernels/median_rows.cc',
        'native/kernels/moments.cc',
        'native/kernels/packbits.cc',
        'native/kernels/prefix_code.cc',
        'native/kernels/reduce.cc',
        'native/kernels/rounding.cc',
        'native/kernels/rows.cc',
        'native/kernels/scan.cc',
        'native/kernels/selection.cc',
        'native/kernels/side_by_side.cc',
        'native/kernels/sort.cc',
        'native/kernels/sort_network.cc',
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
            'native/cells/request_queue.cc',
            'native/cells_addon.cc',
            'native/jni_addon.cc',
            'native/native_image.cc',
            'native/jni/at_exit.cc',
            'native/jni/java_vm.cc',
            'native/jni/lazy_cells.cc',
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
