package io.github.progresstracker.examples.spring;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.sink.LoggerSink;
import io.github.progresstracker.sink.ProgressSink;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.ChunkListener;
import org.springframework.batch.core.Job;
import org.springframework.batch.core.JobExecutionListener;
import org.springframework.batch.core.JobParameters;
import org.springframework.batch.core.Step;
import org.springframework.batch.core.StepExecutionListener;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.launch.JobLauncher;
import org.springframework.batch.core.launch.support.TaskExecutorJobLauncher;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.item.ItemProcessor;
import org.springframework.batch.item.support.IteratorItemReader;
import org.springframework.batch.support.transaction.ResourcelessTransactionManager;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;

/** Fetches and indexes made-up documents, of which some are empty and some are broken. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IndexSettings.class)
class NightlyIndex {

  private static final int CHUNK = 20;

  private final IndexSettings settings;

  NightlyIndex(IndexSettings settings) {
    this.settings = settings;
  }

  /** Beside the page and the meters: with an encoder of JSON each fact is a field. */
  @Bean
  ProgressSink progressLog() {
    return LoggerSink.to(LoggerFactory.getLogger("progress"));
  }

  @Bean
  Job nightly(
      ProgressRegistry registry,
      JobRepository repository,
      PlatformTransactionManager transactions) {
    long documents = settings.documents();
    BatchProgress progress =
        new BatchProgress(registry, Map.of("fetch", documents, "index", documents));
    return new JobBuilder("nightly", repository)
        .listener((JobExecutionListener) progress)
        .start(step("fetch", this::fetch, progress, repository, transactions))
        .next(step("index", this::index, progress, repository, transactions))
        .build();
  }

  private Step step(
      String name,
      ItemProcessor<Integer, Integer> work,
      BatchProgress progress,
      JobRepository repository,
      PlatformTransactionManager transactions) {
    return new StepBuilder(name, repository)
        .<Integer, Integer>chunk(CHUNK, transactions)
        .reader(new IteratorItemReader<>(IntStream.range(0, settings.documents()).iterator()))
        .processor(work)
        .writer(written -> {})
        .faultTolerant()
        .skip(IllegalStateException.class)
        .skipLimit(settings.mostBroken())
        .listener((ChunkListener) progress)
        .listener((StepExecutionListener) progress)
        .build();
  }

  /** Null for a document that is empty, as Spring Batch wants it of what is filtered. */
  private @Nullable Integer fetch(Integer document) throws InterruptedException {
    if (document % 50 == 7) {
      return null;
    }
    Thread.sleep(settings.pace().toMillis());
    return document;
  }

  private Integer index(Integer document) throws InterruptedException {
    Thread.sleep(settings.pace().toMillis());
    if (document % 100 == 13) {
      throw new IllegalStateException("document " + document + " is broken");
    }
    return document;
  }

  // ---- Spring Batch without a database --------------------------------------------------------

  @Bean
  JobRepository jobRepository() {
    return new ResourcelessJobRepository();
  }

  @Bean
  PlatformTransactionManager transactionManager() {
    return new ResourcelessTransactionManager();
  }

  @Bean
  JobLauncher jobLauncher(JobRepository repository, AsyncTaskExecutor threads) {
    TaskExecutorJobLauncher launcher = new TaskExecutorJobLauncher();
    launcher.setJobRepository(repository);
    launcher.setTaskExecutor(threads);
    return launcher;
  }

  @Bean
  ApplicationRunner start(JobLauncher launcher, Job nightly) {
    return args -> launcher.run(nightly, new JobParameters());
  }
}
