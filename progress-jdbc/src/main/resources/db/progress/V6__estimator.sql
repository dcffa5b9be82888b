-- What the estimator of a job knew when its checkpoint was written, so that a job that is resumed
-- need not learn its own pace anew. In words of the library; who does not know them leaves them.
alter table progress_checkpoint add column estimator text;
