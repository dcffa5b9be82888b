package io.github.progresstracker.mtproto.tdlib;

import io.github.progresstracker.mtproto.SourceException;

/** There is nobody to ask. */
record NobodyLogin(String cure) implements Login {

  @Override
  public String phoneNumber() throws SourceException.NotAuthorized {
    throw missing();
  }

  @Override
  public void confirm(String link) throws SourceException.NotAuthorized {
    throw missing();
  }

  @Override
  public String code(String sentBy) throws SourceException.NotAuthorized {
    throw missing();
  }

  @Override
  public String password(String hint) throws SourceException.NotAuthorized {
    throw missing();
  }

  @Override
  public void refused(String problem) {}

  private SourceException.NotAuthorized missing() {
    return new SourceException.NotAuthorized(
        "the account is not logged in on this machine; " + cure);
  }
}
