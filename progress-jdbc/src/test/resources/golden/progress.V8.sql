-- What a job that is there says besides in its next report.
update progress_job set unit = 'rows' where job_id = 'import-1';
update progress_writer set active_seconds = 10 where job_id = 'import-1';
