package io.github.progresstracker.examples.spring;
