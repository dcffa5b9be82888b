package io.github.progresstracker.mtproto.e2e;

/** A server refuses a request. */
final class RpcException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int code;
  private final String name;

  RpcException(int code, String name) {
    super(code + " " + name);
    this.code = code;
    this.name = name;
  }

  int code() {
    return code;
  }

  String name() {
    return name;
  }
}
