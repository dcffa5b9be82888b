package io.github.progresstracker.internal.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Where file channels come from; tests put in disks that are full or fail. */
@FunctionalInterface
interface Channels {

  FileChannel open(Path path, OpenOption... options) throws IOException;
}
